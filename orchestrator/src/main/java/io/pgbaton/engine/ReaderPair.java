package io.pgbaton.engine;

import io.pgbaton.postgres.Reader;
import io.pgbaton.postgres.Row;
import io.pgbaton.postgres.Stream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/** A session on the publisher and one on the subscriber, which are asked at the same time. */
final class ReaderPair implements AutoCloseable {
    /** What both answered. */
    record Both(List<Row> publisher, List<Row> subscriber) {}

    private final Reader publisher;
    private final Reader subscriber;
    private final Crew crew;
    private final Stream stream;

    ReaderPair(Vantage vantage, Stream stream, Crew crew) {
        this.publisher = vantage.reader(stream.publisherPlace());
        try {
            this.subscriber = vantage.reader(stream.subscriberPlace());
        } catch (RuntimeException e) {
            publisher.close();
            throw e;
        }
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
        AtomicReference<List<Row>> left = new AtomicReference<>(List.of());
        AtomicReference<List<Row>> right = new AtomicReference<>(List.of());
        crew.allOf(List.of(
                () -> left.set(publisher.query(ofPublisher, limit)),
                () -> right.set(subscriber.query(ofSubscriber, limit))));
        return new Both(left.get(), right.get());
    }

    @Override
    public void close() {
        publisher.close();
        subscriber.close();
    }
}
