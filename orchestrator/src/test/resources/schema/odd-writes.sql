-- One transaction that writes to every table of odd.sql: inserts, updates, deletes, a truncate, a row that moves to another partition,
-- large values changed and left alone, keys changed. Can be run again and again, on either server. Needs a replica identity on the
-- keyless tables (keyless, deferred_key, unique_only, unique_nullable) where these are published.

BEGIN;
SET LOCAL search_path = odd, public;

SELECT nextval('never_called'), nextval('never_called_from_seven'), nextval('by_two'), nextval('in_hundreds'), nextval('downward_by_three'),
       nextval('round'), nextval('round_downward'), nextval('"Odd Näme.with ""quotes"""."My Séq.1"');

UPDATE rate SET factor = factor + 0.01 WHERE code = 'std';
INSERT INTO rate VALUES ('w' || nextval('free_standing'), 2);
DELETE FROM rate WHERE code = (SELECT max(code) FROM rate WHERE code LIKE 'w%') AND (SELECT count(*) FROM rate) > 10;

INSERT INTO identity_always (t) VALUES ('new'), ('newer');
UPDATE identity_always SET t = t || '+' WHERE id = (SELECT max(id) - 1 FROM identity_always);
DELETE FROM identity_always WHERE id = (SELECT min(id) FROM identity_always);
INSERT INTO identity_default (t) VALUES ('new');
UPDATE identity_default SET t = NULL WHERE id = (SELECT max(id) FROM identity_default);
DELETE FROM identity_default WHERE id = (SELECT min(id) FROM identity_default);
INSERT INTO serials (t) VALUES ('new');
UPDATE serials SET small = small WHERE id = (SELECT max(id) FROM serials);
DELETE FROM serials WHERE id = (SELECT min(id) FROM serials);
INSERT INTO shares_a (t) VALUES ('new');
INSERT INTO shares_b (t) VALUES ('new');
UPDATE shares_a SET t = 'a' WHERE id = (SELECT max(id) FROM shares_a);
DELETE FROM shares_b WHERE id = (SELECT min(id) FROM shares_b);
INSERT INTO counts_down (t) VALUES ('new');
UPDATE counts_down SET t = 'low' WHERE id = (SELECT min(id) FROM counts_down);
DELETE FROM counts_down WHERE id = (SELECT max(id) FROM counts_down);
INSERT INTO two_part_key SELECT 'w', max(b) + 1, 'new' FROM two_part_key;
UPDATE two_part_key SET a = 'moved' WHERE b = (SELECT max(b) FROM two_part_key);
DELETE FROM two_part_key WHERE b = (SELECT min(b) FROM two_part_key);
INSERT INTO keyless VALUES (1, 'same'), (1, 'same'), (NULL, NULL);
UPDATE keyless SET t = coalesce(t, '') || '*' WHERE ctid = (SELECT max(ctid) FROM keyless WHERE a = 1);
DELETE FROM keyless WHERE ctid IN (SELECT ctid FROM keyless WHERE t = 'same' OR a IS NULL LIMIT 2);
INSERT INTO unique_only VALUES ('w' || nextval('free_standing'), 'new');
UPDATE unique_only SET t = 'changed' WHERE code = (SELECT min(code) FROM unique_only);
DELETE FROM unique_only WHERE code = (SELECT max(code) FROM unique_only);
INSERT INTO unique_nullable VALUES ('w' || nextval('free_standing'), 'new'), (NULL, 'new');
UPDATE unique_nullable SET t = 'changed' WHERE code = (SELECT min(code) FROM unique_nullable);
DELETE FROM unique_nullable WHERE ctid = (SELECT min(ctid) FROM unique_nullable WHERE code IS NULL);
INSERT INTO identity_full VALUES (7, 't'), (NULL, NULL);
UPDATE identity_full SET t = 'changed' WHERE ctid = (SELECT min(ctid) FROM identity_full WHERE id = 7);
DELETE FROM identity_full WHERE ctid = (SELECT max(ctid) FROM identity_full WHERE id IS NULL);
INSERT INTO identity_index (code) VALUES ('w' || nextval('free_standing'));
UPDATE identity_index SET code = code || '+', t = 'changed' WHERE id = (SELECT max(id) FROM identity_index);
DELETE FROM identity_index WHERE id = (SELECT min(id) FROM identity_index);
INSERT INTO deferred_key SELECT max(id) + 1 FROM deferred_key;
UPDATE deferred_key SET id = id + 1;
DELETE FROM deferred_key WHERE id = (SELECT min(id) FROM deferred_key);
INSERT INTO no_columns DEFAULT VALUES;

INSERT INTO event (day, kind) VALUES ('2023-05-05', 'w'), ('2025-05-05', 'w'), ('2026-05-05', 'w'), ('2026-05-06', 'w'), ('2029-01-01', 'w');
UPDATE event SET day = day + 365 WHERE id = (SELECT min(id) FROM event_2025);
UPDATE event SET kind = 'changed' WHERE id IN (SELECT max(id) FROM event_2026 UNION SELECT max(id) FROM event_rest);
DELETE FROM event WHERE id IN (SELECT min(id) FROM event_2026 UNION SELECT min(id) FROM event_rest);
INSERT INTO by_list SELECT r, max(n) + 1 FROM by_list, unnest('{n,nw,s}'::text[]) AS r GROUP BY r;
UPDATE by_list SET region = 's' WHERE n = (SELECT max(n) FROM by_list) AND region = 'n' AND NOT EXISTS (SELECT FROM by_list_south AS s WHERE s.n = by_list.n);
DELETE FROM by_list WHERE n = (SELECT min(n) FROM by_list);
INSERT INTO animal (name) VALUES ('new');
INSERT INTO dog (name, tricks) VALUES ('new dog', '{sit}');
UPDATE animal SET name = name || '!' WHERE id = (SELECT max(id) FROM animal);
DELETE FROM ONLY animal WHERE id = (SELECT min(id) FROM ONLY animal);

INSERT INTO kinds (feels, felt, place, doc, bytes, amount, fraction, big)
VALUES ('ecstatic', '{sad}', ROW (0, 0, '(")'), '{"w": [1, null]}', '\x00ff', 'NaN', 'Infinity', repeat('large ', 2000));
UPDATE kinds SET even = even + 2, grid = NULL WHERE length(big) > 10000;
UPDATE kinds SET big = reverse(big), raw = '[1,  2]' WHERE id = (SELECT max(id) FROM kinds WHERE length(big) > 10000);
DELETE FROM kinds WHERE id = (SELECT min(id) FROM kinds);
INSERT INTO computed (price, n) VALUES (9.99, 3);
UPDATE computed SET price = price + 1 WHERE id = (SELECT min(id) FROM computed);
DELETE FROM computed WHERE id = (SELECT max(id) - 5 FROM computed);
INSERT INTO dropped_columns SELECT max(id) + 1, 'new' FROM dropped_columns;
UPDATE dropped_columns SET late = NULL WHERE id = (SELECT min(id) + 1 FROM dropped_columns);
DELETE FROM dropped_columns WHERE id = (SELECT min(id) FROM dropped_columns);

DO $$
BEGIN
  IF to_regclass('odd.case_blind') IS NOT NULL THEN
    INSERT INTO case_blind VALUES ('W' || nextval('free_standing'), 'new');
    UPDATE case_blind SET mail = upper(mail::text)::citext WHERE mail = (SELECT min(mail) FROM case_blind);
    DELETE FROM case_blind WHERE mail = (SELECT max(mail) FROM case_blind);
  END IF;
  IF to_regclass('odd.pairs') IS NOT NULL THEN
    INSERT INTO pairs (h) VALUES ('w=>"1 2"');
    UPDATE pairs SET h = h || '"k"=>NULL' WHERE id = (SELECT max(id) FROM pairs);
    DELETE FROM pairs WHERE id = (SELECT min(id) FROM pairs);
  END IF;
  IF to_regclass('odd.digests') IS NOT NULL THEN
    INSERT INTO digests DEFAULT VALUES;
    UPDATE digests SET d = '\x' WHERE id = (SELECT max(id) FROM digests);
    DELETE FROM digests WHERE id = (SELECT min(id) FROM digests);
  END IF;
  IF to_regclass('odd.booking') IS NOT NULL THEN
    INSERT INTO booking (room, during) VALUES (nextval('free_standing'), '[2027-01-01,2027-02-01)');
    UPDATE booking SET during = NULL WHERE id = (SELECT max(id) FROM booking);
    DELETE FROM booking WHERE id = (SELECT min(id) FROM booking);
  END IF;
  IF to_regclass('odd.loose') IS NOT NULL THEN
    INSERT INTO loose (name) VALUES ('Writer ' || nextval('free_standing'));
    UPDATE loose SET name = upper(name) WHERE id = (SELECT max(id) FROM loose);
    DELETE FROM loose WHERE id = (SELECT min(id) FROM loose);
  END IF;
  IF to_regclass('odd.papers') IS NOT NULL THEN
    INSERT INTO papers (x) VALUES ('<w>&amp;</w>');
    UPDATE papers SET x = NULL WHERE id = (SELECT max(id) FROM papers);
    DELETE FROM papers WHERE id = (SELECT min(id) FROM papers);
  END IF;
END
$$;

INSERT INTO priced (ref, place) SELECT max(id), max(place) + 1 FROM priced;
UPDATE priced SET place = place + 1 WHERE place > 5;
UPDATE priced SET late = 1 WHERE id = (SELECT min(id) FROM priced);
UPDATE priced SET ref = NULL WHERE ref = (SELECT min(id) FROM priced);
DELETE FROM priced WHERE id = (SELECT min(id) FROM priced);
CALL set_factor('low', 1.07);
INSERT INTO watched (t) VALUES ('new');
INSERT INTO watched_loud (t) VALUES ('through the view');
UPDATE watched SET t = 'changed' WHERE id = (SELECT max(id) FROM watched);
DELETE FROM watched WHERE id = (SELECT min(id) FROM watched);
INSERT INTO ruled (t) VALUES ('new');
UPDATE ruled SET t = t || '+' WHERE id = (SELECT max(id) FROM ruled);
DELETE FROM ruled WHERE id = (SELECT min(id) FROM ruled WHERE NOT deleted);
DELETE FROM audit WHERE id = (SELECT min(id) FROM audit);
INSERT INTO secured (who, t) VALUES ('odd_reader', 'new');
UPDATE secured SET t = 'changed' WHERE id = (SELECT max(id) FROM secured);
DELETE FROM secured WHERE id = (SELECT min(id) FROM secured);
INSERT INTO secured_by_force (t) VALUES ('new');
UPDATE secured_by_force SET t = 'changed' WHERE id = (SELECT max(id) FROM secured_by_force);
DELETE FROM secured_by_force WHERE id = (SELECT min(id) FROM secured_by_force);

INSERT INTO "Odd Näme.with ""quotes"""."select" SELECT max("group") + 1, 'new', '\', '☃', '.' FROM "Odd Näme.with ""quotes"""."select";
UPDATE "Odd Näme.with ""quotes"""."select" SET "back\slash" = '\\', "Weird ""col""; --" = NULL WHERE "group" = (SELECT max("group") FROM "Odd Näme.with ""quotes"""."select");
DELETE FROM "Odd Näme.with ""quotes"""."select" WHERE "group" = (SELECT min("group") FROM "Odd Näme.with ""quotes"""."select");
INSERT INTO "Odd Näme.with ""quotes"""."It's 100% $1 a ?" (" leading space") VALUES ('?');
UPDATE "Odd Näme.with ""quotes"""."It's 100% $1 a ?" SET " leading space" = '%' WHERE "ID" = (SELECT max("ID") FROM "Odd Näme.with ""quotes"""."It's 100% $1 a ?");
DELETE FROM "Odd Näme.with ""quotes"""."It's 100% $1 a ?" WHERE "ID" = (SELECT min("ID") FROM "Odd Näme.with ""quotes"""."It's 100% $1 a ?");
INSERT INTO "MixedCase" ("Größe") VALUES ('new');
UPDATE "MixedCase" SET "Größe" = 'groß' WHERE "Id" = (SELECT max("Id") FROM "MixedCase");
DELETE FROM "MixedCase" WHERE "Id" = (SELECT min("Id") FROM "MixedCase");
INSERT INTO mixedcase (t) VALUES ('new');
UPDATE mixedcase SET t = 'changed' WHERE id = (SELECT max(id) FROM mixedcase);
DELETE FROM mixedcase WHERE id = (SELECT min(id) FROM mixedcase);
INSERT INTO a_name_that_is_just_as_long_as_postgresql_lets_it_be_63_bytes_x (t) VALUES ('new');
UPDATE a_name_that_is_just_as_long_as_postgresql_lets_it_be_63_bytes_x SET t = 'changed' WHERE id % 7 = 0;
DELETE FROM a_name_that_is_just_as_long_as_postgresql_lets_it_be_63_bytes_x
WHERE id = (SELECT min(id) FROM a_name_that_is_just_as_long_as_postgresql_lets_it_be_63_bytes_x);
INSERT INTO "user" SELECT max("table") + 1, 'new', 'new' FROM "user";
UPDATE "user" SET "order" = 'first' WHERE "table" = (SELECT max("table") FROM "user");
DELETE FROM "user" WHERE "table" = (SELECT min("table") FROM "user");

INSERT INTO scratch (t) VALUES ('new');
INSERT INTO tuned SELECT max(id) + 1, 'new' FROM tuned;
UPDATE tuned SET id = -id, t = 'negative' WHERE id = (SELECT max(id) FROM tuned);
UPDATE tuned SET id = -id WHERE id < 0;
DELETE FROM tuned WHERE id = (SELECT min(id) FROM tuned);
TRUNCATE emptied;
INSERT INTO emptied SELECT i, 'again' FROM generate_series(1, 20) AS i;
UPDATE emptied SET t = 'changed' WHERE id = 1;
DELETE FROM emptied WHERE id = 2;

COMMIT;
