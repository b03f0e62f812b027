create schema if not exists consent;
