package tocsin;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;

/**
 * The reference work on Kafka Streams: the Processor API, two RocksDB stores with changelogs,
 * exactly once (v2). The same fields are checked as in work.py; the day is counted from 1 January
 * of year 1, as Python counts it.
 */
public final class ReferenceStreams {
  static final int THRESHOLD = 40;
  static final Pattern AREA = Pattern.compile("^[A-Z]\\d{8}$");
  static final Set<String> CATEGORIES =
      Set.of("unexpected_not_suspicious", "suspected_suicide", "suspicious", "homicide");
  static final Set<String> METHODS =
      Set.of("unknown", "sharp", "blunt", "asphyxia", "drug_poisoning");
  static final Set<String> SEXES = Set.of("F", "M", "X", "U");
  static final LocalDate DAY_ZERO = LocalDate.of(1, 1, 1).minusDays(1);
  static final AtomicLong began = new AtomicLong();
  static volatile long cpuBegan;

  public record Place(Double lat, Double lon, Double precision_m) {}

  public record Subject(String sex, Integer age) {}

  public record Report(
      String report_id,
      Integer version,
      boolean withdrawn,
      String area,
      String recorded_at,
      String occurred_from,
      Place place,
      String category,
      String method,
      Subject subject,
      long sent_ns) {

    long day() {
      OffsetDateTime.parse(recorded_at);
      LocalDate at =
          OffsetDateTime.parse(occurred_from).withOffsetSameInstant(ZoneOffset.UTC).toLocalDate();
      return ChronoUnit.DAYS.between(DAY_ZERO, at);
    }

    boolean isValid() {
      return report_id != null && !report_id.isEmpty() && report_id.length() <= 120
          && version != null && version >= 1
          && area != null && AREA.matcher(area).matches()
          && recorded_at != null && occurred_from != null
          && place != null && place.lat != null && Math.abs(place.lat) <= 90
          && place.lon != null && Math.abs(place.lon) <= 180
          && place.precision_m != null && place.precision_m >= 0
          && CATEGORIES.contains(category) && METHODS.contains(method)
          && subject != null && SEXES.contains(subject.sex)
          && subject.age != null && subject.age >= 0 && subject.age <= 130;
    }
  }

  /** One report after the other; state in two stores, outcomes to two sinks. */
  static final class Work implements Processor<byte[], byte[], byte[], byte[]> {
    private final ObjectMapper json =
        JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();
    private ProcessorContext<byte[], byte[]> context;
    private KeyValueStore<String, String> facts;
    private KeyValueStore<String, Long> counts;

    @Override
    public void init(ProcessorContext<byte[], byte[]> given) {
      context = given;
      facts = given.getStateStore("facts");
      counts = given.getStateStore("counts");
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
      if (began.compareAndSet(0, System.nanoTime())) {
        cpuBegan = cpu();
      }
      Report report;
      long day;
      try {
        report = json.readValue(record.value(), Report.class);
        if (!report.isValid()) {
          throw new IllegalArgumentException();
        }
        day = report.day();
      } catch (Exception refused) {
        context.forward(record, "quarantine");
        return;
      }
      String known = facts.get(report.report_id);
      String[] before = known == null ? null : known.split(",");
      if (before != null && Integer.parseInt(before[0]) >= report.version) {
        return;
      }
      facts.put(
          report.report_id,
          report.version + "," + report.area + "," + day + "," + report.withdrawn);
      if (before != null && !Boolean.parseBoolean(before[3])) {
        count(before[1] + "|" + before[2], -1, report, record);
      }
      if (!report.withdrawn) {
        count(report.area + "|" + day, 1, report, record);
      }
    }

    private void count(String cell, int step, Report report, Record<byte[], byte[]> record) {
      Long held = counts.get(cell);
      long before = held == null ? 0 : held;
      long now = before + step;
      counts.put(cell, now);
      if ((before >= THRESHOLD) == (now >= THRESHOLD)) {
        return;
      }
      Map<String, Object> alert = new HashMap<>();
      alert.put("alert_id", cell);
      alert.put("state", now >= THRESHOLD ? "open" : "cleared");
      alert.put("count", now);
      alert.put("report_id", report.report_id);
      alert.put("sent_ns", report.sent_ns);
      try {
        byte[] key = cell.getBytes(StandardCharsets.UTF_8);
        context.forward(
            new Record<>(key, json.writeValueAsBytes(alert), record.timestamp()), "alerts");
      } catch (Exception impossible) {
        throw new IllegalStateException(impossible);
      }
    }
  }

  static long cpu() {
    return ((com.sun.management.OperatingSystemMXBean)
            ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  public static void main(String[] given) throws Exception {
    Map<String, String> named = new HashMap<>();
    for (int place = 0; place < given.length; place += 2) {
      named.put(given[place], given[place + 1]);
    }
    String broker = named.get("--broker");
    String prefix = named.get("--prefix");
    long records = Long.parseLong(named.get("--records"));

    Topology topology = new Topology();
    topology.addSource(
        "reports", Serdes.ByteArray().deserializer(), Serdes.ByteArray().deserializer(),
        prefix + "reports");
    topology.addProcessor("work", Work::new, "reports");
    topology.addStateStore(
        Stores.keyValueStoreBuilder(
            Stores.persistentKeyValueStore("facts"), Serdes.String(), Serdes.String()),
        "work");
    topology.addStateStore(
        Stores.keyValueStoreBuilder(
            Stores.persistentKeyValueStore("counts"), Serdes.String(), Serdes.Long()),
        "work");
    for (String sink : new String[] {"alerts", "quarantine"}) {
      topology.addSink(
          sink, prefix + sink, Serdes.ByteArray().serializer(), Serdes.ByteArray().serializer(),
          "work");
    }

    Properties settings = new Properties();
    settings.put(StreamsConfig.APPLICATION_ID_CONFIG, prefix + "streams");
    settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, broker);
    settings.put(
        StreamsConfig.PROCESSING_GUARANTEE_CONFIG,
        named.getOrDefault("--guarantee", StreamsConfig.EXACTLY_ONCE_V2));
    settings.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, 2);
    settings.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, 1);
    settings.put(
        StreamsConfig.STATE_DIR_CONFIG, Files.createTempDirectory("streams").toString());
    settings.put(StreamsConfig.producerPrefix("compression.type"), "lz4");
    settings.put(StreamsConfig.consumerPrefix("auto.offset.reset"), "earliest");
    try (KafkaStreams streams = new KafkaStreams(topology, settings);
        Admin admin = Admin.create(Map.of("bootstrap.servers", broker))) {
      streams.start();
      while (records == 0 || committed(admin, prefix + "streams") < records) {
        Thread.sleep(20);
      }
      double seconds = (System.nanoTime() - began.get()) / 1e9;
      double spent = (cpu() - cpuBegan) / 1e9;
      System.out.printf(
          "{\"seconds\": %.3f, \"cpu_seconds\": %.3f, \"peak_mb\": %.1f}%n",
          seconds, spent, peakMegabytes());
      System.out.flush();
      Runtime.getRuntime().halt(0);
    }
  }

  static long committed(Admin admin, String group) throws Exception {
    return admin
        .listConsumerGroupOffsets(group)
        .partitionsToOffsetAndMetadata()
        .get()
        .values()
        .stream()
        .mapToLong(place -> place == null ? 0 : place.offset())
        .sum();
  }

  static double peakMegabytes() throws Exception {
    for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
      if (line.startsWith("VmHWM")) {
        return Double.parseDouble(line.replaceAll("\\D", "")) / 1024;
      }
    }
    return 0;
  }
}
