-- Run once by the superuser, one statement on each line. `npm start` puts a password of its own in place of this one.
CREATE ROLE shop LOGIN PASSWORD 'demo-only';
CREATE DATABASE shop OWNER shop;
CREATE ROLE monitor LOGIN PASSWORD 'demo-only' IN ROLE pg_monitor;
