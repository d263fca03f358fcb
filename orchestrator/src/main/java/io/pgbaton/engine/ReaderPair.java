package io.pgbaton.engine;

import io.pgbaton.postgres.Place;
import io.pgbaton.postgres.Reader;
import io.pgbaton.postgres.Row;
import io.pgbaton.postgres.Stream;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A session on the publisher and one on the subscriber, which are asked at the same time. */
final class ReaderPair implements AutoCloseable {
    /** What both answered. */
    record Both(List<Row> publisher, List<Row> subscriber) {}

    private final Reader publisher;
    private final Reader subscriber;
    private final Crew crew;
    private final Stream stream;

    /** Opens both at the same time; {@code reader} throws {@link io.pgbaton.postgres.PostgresException}. */
    ReaderPair(Function<Place, Reader> reader, Stream stream, Crew crew) {
        AtomicReference<@Nullable Reader> left = new AtomicReference<>();
        AtomicReference<@Nullable Reader> right = new AtomicReference<>();
        try {
            crew.allOf(List.of(
                    () -> left.set(reader.apply(stream.publisherPlace())),
                    () -> right.set(reader.apply(stream.subscriberPlace()))));
        } catch (RuntimeException e) {
            close(left.get());
            close(right.get());
            throw e;
        }
        this.publisher = Objects.requireNonNull(left.get());
        this.subscriber = Objects.requireNonNull(right.get());
        this.crew = crew;
        this.stream = stream;
    }

    /** Which of both is which. */
    Stream stream() {
        return stream;
    }

    Reader publisher() {
        return publisher;
    }

    Reader subscriber() {
        return subscriber;
    }

    Both ask(String ofPublisher, String ofSubscriber, Duration limit) {
        return both(reader -> reader.query(ofPublisher, limit), reader -> reader.query(ofSubscriber, limit));
    }

    /** The same of both. */
    Both ask(Function<Reader, List<Row>> question) {
        return both(question, question);
    }

    private Both both(Function<Reader, List<Row>> ofPublisher, Function<Reader, List<Row>> ofSubscriber) {
        AtomicReference<List<Row>> left = new AtomicReference<>(List.of());
        AtomicReference<List<Row>> right = new AtomicReference<>(List.of());
        crew.allOf(
                List.of(() -> left.set(ofPublisher.apply(publisher)), () -> right.set(ofSubscriber.apply(subscriber))));
        return new Both(left.get(), right.get());
    }

    @Override
    public void close() {
        publisher.close();
        subscriber.close();
    }

    private static void close(@Nullable Reader opened) {
        if (opened != null) {
            opened.close();
        }
    }
}
