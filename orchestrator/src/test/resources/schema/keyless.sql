-- Beside writer.sql: a table without any key, in which every transaction of the writer inserts two equal rows, updates one row
-- of two and deletes older ones.

CREATE TABLE writer.trace (client integer, n bigint, seen integer);

CREATE FUNCTION writer.leave_trace() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO writer.trace VALUES (NEW.client, NEW.n, 0), (NEW.client, NEW.n, 0);
  UPDATE writer.trace SET seen = seen + 1
   WHERE ctid = (SELECT min(ctid) FROM writer.trace WHERE client = NEW.client AND n = NEW.n - 1);
  DELETE FROM writer.trace WHERE client = NEW.client AND n < NEW.n - 20;
  RETURN NULL;
END
$$;
CREATE TRIGGER leave_trace AFTER INSERT ON writer.ledger FOR EACH ROW EXECUTE FUNCTION writer.leave_trace();

GRANT SELECT, INSERT, UPDATE, DELETE ON writer.trace TO shop_app;
