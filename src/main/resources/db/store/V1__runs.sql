-- One row for each record of a run's journal; checksum is the CRC-32C of the body.
CREATE TABLE record (
    run_id TEXT NOT NULL,
    number INTEGER NOT NULL,
    checksum BIGINT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (run_id, number)
);

-- Which replica works on a run, and until when others keep away, in milliseconds since 1970 by the database's clock;
-- what others do afterwards: nothing ('no'), or go on and ask for consent ('ask') or do without ('deny').
CREATE TABLE lease (
    run_id TEXT NOT NULL PRIMARY KEY,
    owner TEXT NOT NULL,
    ends BIGINT NOT NULL,
    resume TEXT NOT NULL,
    cancelled INTEGER NOT NULL
);

-- What is written to see whether the store can be written again.
CREATE TABLE trial (
    id INTEGER NOT NULL PRIMARY KEY,
    body TEXT NOT NULL
);
