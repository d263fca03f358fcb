-- Settings by which a managed service is known (DOMAIN PF-S15).
-- Parameters: none. Servers: all.
SELECT k.name
FROM pg_catalog.unnest(ARRAY['rds.logical_replication', 'rds.superuser_variables', 'cloudsql.logical_decoding',
                             'cloudsql.iam_authentication', 'azure.extensions', 'alloydb.logical_decoding']) AS k(name)
WHERE pg_catalog.current_setting(k.name, true) IS NOT NULL
ORDER BY 1
