-- The hotline's role on your PostgreSQL (13 or later): it may do what it likes in a schema of its own, and nothing
-- else on the server. Once, by the server's administrator, in the database that is to hold the records:
--
--     createdb --encoding=UTF8 --template=template0 hotline
--     psql --dbname=hotline --file=deploy/postgresql/roles.sql
--     psql --dbname=hotline --command='\password hotline'

CREATE ROLE hotline LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS NOINHERIT;
CREATE SCHEMA hotline AUTHORIZATION hotline;
ALTER ROLE hotline SET search_path = hotline;
-- A node that hangs in a transaction holds up the others no longer than this.
ALTER ROLE hotline SET idle_in_transaction_session_timeout = '60s';

-- Whatever everybody may by default is not needed.
REVOKE ALL ON SCHEMA public FROM PUBLIC;
DO $$
BEGIN
    EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
    EXECUTE format('GRANT CONNECT ON DATABASE %I TO hotline', current_database());
END
$$;
