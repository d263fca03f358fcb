-- Settings that change what queries answer or write, where somebody has set them for the whole server (DOMAIN PF-Y13). What a
-- later version does by itself, and what our own session sets, is not among them.
-- Parameters: none. Servers: all.
SELECT s.name, s.setting
FROM pg_catalog.pg_settings s
WHERE s.source IN ('configuration file', 'command line', 'environment variable', 'global')
  AND s.name IN ('IntervalStyle', 'array_nulls', 'backslash_quote', 'bytea_output', 'default_text_search_config',
                 'default_toast_compression', 'default_transaction_isolation', 'escape_string_warning', 'lc_monetary',
                 'lc_numeric', 'lc_time', 'password_encryption', 'quote_all_identifiers', 'row_security', 'search_path',
                 'standard_conforming_strings', 'timezone_abbreviations', 'transform_null_equals', 'xmlbinary', 'xmloption')
ORDER BY s.name
