-- A role for reports: reads what the guide "Payments and money" lists, and no digest, secret or ciphertext.
-- psql "$DATABASE_URL" -f reader.sql, then: CREATE ROLE reports LOGIN PASSWORD '…' IN ROLE gpuproxy_reader;
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'gpuproxy_reader') THEN
    CREATE ROLE gpuproxy_reader NOLOGIN;
  END IF;
END $$;

GRANT USAGE ON SCHEMA public TO gpuproxy_reader;
GRANT SELECT (id, email, name, role, status, billing_mode, created_at) ON users TO gpuproxy_reader;
GRANT SELECT (id, user_id, name, key_hint, scopes, status, expires_at, last_used_at, created_at)
  ON api_keys TO gpuproxy_reader;
GRANT SELECT ON gpu_usage, billing_transactions, credits TO gpuproxy_reader;
