-- What was found when a move was made: the evidence of a switch, as text for people.

ALTER TABLE move ADD COLUMN found TEXT;
