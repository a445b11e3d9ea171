import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.FileReader;
import java.io.Reader;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * Reads alerts as they come. Needs kafka-clients and jackson-databind.
 *
 * <pre>java -cp 'jars/*' ReadAlerts.java client.properties alerts.v1 [--once]</pre>
 */
public final class ReadAlerts {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Newest revision of each alert: keep it with your own data; it makes a repeat harmless. */
    private final Map<String, Integer> newest = new HashMap<>();

    public static void main(String[] given) throws Exception {
        Properties settings = new Properties();
        settings.setProperty("auto.offset.reset", "earliest");
        try (Reader file = new FileReader(given[0])) {
            settings.load(file);
        }
        settings.setProperty("isolation.level", "read_committed");
        settings.setProperty("enable.auto.commit", "false");
        boolean once = given.length > 2 && given[2].equals("--once");
        try (var reader = new KafkaConsumer<>(
                settings, new StringDeserializer(), new ByteArrayDeserializer())) {
            reader.subscribe(List.of(given[1]));
            new ReadAlerts().read(reader, once);
        }
    }

    private void read(KafkaConsumer<String, byte[]> reader, boolean once) throws Exception {
        do {
            ConsumerRecords<String, byte[]> records = reader.poll(Duration.ofSeconds(1));
            for (ConsumerRecord<String, byte[]> record : records) {
                handle(record);
            }
            reader.commitSync(); // After the work, never before.
        } while (!(once && isAtEnd(reader)));
    }

    private void handle(ConsumerRecord<String, byte[]> record) throws Exception {
        if (record.value() == null) { // A tombstone: the alert is no longer kept.
            newest.remove(record.key());
            return;
        }
        JsonNode alert = JSON.readTree(record.value()); // Unknown fields: pass over them.
        int revision = alert.get("revision").asInt();
        if (revision <= newest.getOrDefault(record.key(), 0)) {
            return;
        }
        newest.put(record.key(), revision);
        System.out.println(String.join(" ", record.key(), String.valueOf(revision),
                alert.get("tier").asText(), alert.get("state").asText()));
    }

    private static boolean isAtEnd(KafkaConsumer<?, ?> reader) {
        Map<TopicPartition, Long> ends = reader.endOffsets(reader.assignment());
        return !ends.isEmpty()
                && ends.entrySet().stream().allMatch(e -> reader.position(e.getKey()) >= e.getValue());
    }
}
