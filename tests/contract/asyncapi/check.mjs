// Exit code 1 and one line a fault, if the document is not valid AsyncAPI.
import { readFileSync } from "node:fs";
import { Parser } from "@asyncapi/parser";

const path = process.argv[2];
const faults = await new Parser().validate(readFileSync(path, "utf8"), { source: path });
const wrong = faults.filter((one) => one.severity === 0);
wrong.forEach((one) => console.log(one.path.join("."), one.message));
process.exit(wrong.length ? 1 : 0);
