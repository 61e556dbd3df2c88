import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { loadConfig } from './load.ts'
import { presentPython } from './older-python.ts'

/** What the older guides have in these files, and some more. */
const production = `"""Production configuration."""
import os
from pathlib import Path

LOGS_DIR = Path("logs")
ENVIRONMENT = os.getenv("ENVIRONMENT", "development")
PRODUCTION_CONFIG = {
    "server": {"host": os.getenv("HOST", "0.0.0.0"), "port": int(os.getenv("PORT", "9000")), "timeout": 60},
    "cache": {
        "response_cache_size": int(os.getenv("RESPONSE_CACHE_SIZE", "10000")),
        "response_cache_ttl": int(os.getenv("RESPONSE_CACHE_TTL", "1800")),
        "max_memory_mb": 256,
    },
    "logging": {
        "level": os.getenv("LOG_LEVEL", "WARNING" if IS_PRODUCTION else "INFO"),
        "file": LOGS_DIR / "app.log",
        "max_file_size": int(os.getenv("LOG_MAX_SIZE", "100")),
        "json_format": os.getenv("LOG_JSON_FORMAT", "true").lower() == "true",
    },
    "security": {"cors_origins": os.getenv("CORS_ORIGINS", "https://a.test,https://b.test").split(",")},
    "providers": {
        "openai": {"api_key": "sk-plain-and-secret", "timeout": 30},
        "anthropic": {"api_key": os.getenv("ANTHROPIC_API_KEY"), "enabled": False},
    },
    "http_client": {"timeout": float(os.getenv("OUR_TIMEOUT", "20.5"))},
    "auth": {"jwt": {"secret_key": os.getenv("JWT_SECRET", "of-the-older-file")}},
}
`
const gunicorn = `# Gunicorn configuration for production
bind = "0.0.0.0:8000"
workers = 4
worker_class = "uvicorn.workers.UvicornWorker"
max_requests = 1000
timeout = 120
loglevel = "warning"
accesslog = "/opt/proxyapi/logs/access.log"
`

const present = (config = '', isSet: (variable: string) => boolean = () => false) =>
  presentPython(
    [
      { name: 'production_config.py', text: production },
      { name: 'gunicorn.conf.py', text: gunicorn },
    ],
    config,
    isSet,
  )

describe('the present form of older files of Python', () => {
  it('has each setting in its section; what a variable sets has what stands where it is not set', () => {
    expect(parse(present().text)).toEqual({
      app: { environment: 'development' },
      server: {
        host: '0.0.0.0',
        port: 9000,
        workers: 4,
        worker_class: 'uvicorn.workers.UvicornWorker',
        max_requests: 1000,
      },
      caching: { response_cache: { max_entries: 10_000, ttl: 1800 }, max_memory_mb: 256 },
      logging: { max_file_size: '100MB', format: 'json', level: 'warning' },
      security: { cors_origins: ['https://a.test', 'https://b.test'] },
      http_client: { timeout: '${OUR_TIMEOUT:-20.5}' },
      providers: [
        { name: 'openai', type: 'openai', api_key_env: 'OPENAI_API_KEY', timeout: 30, models: ['*'] },
        { name: 'anthropic', type: 'anthropic', api_key_env: 'ANTHROPIC_API_KEY', enabled: false, models: ['*'] },
      ],
    })
  })

  it('is one that the server accepts', () => {
    const { text, keys } = present()
    const secrets = { OPENAI_API_KEY: 'k', ANTHROPIC_API_KEY: 'k', JWT_SECRET: 's'.repeat(40) }
    const { config } = loadConfig({ files: [{ name: 'config.yaml', text }], environment: { ...keys, ...secrets } })
    expect(config).toMatchObject({ server: { port: 9000 }, http_client: { timeout: 20.5 } })
  })

  it('tells by file and line what it leaves out, and no secret of it', () => {
    expect(present().leftOut).toEqual([
      'production_config.py:5: LOGS_DIR = Path("logs")',
      'production_config.py:15: "level": os.getenv("LOG_LEVEL", "WARNING" if IS_PRODUCTION else "INFO"),',
      'production_config.py:16: "file": LOGS_DIR / "app.log",',
      'production_config.py:8: production_config.server.timeout is no setting of this server',
      'gunicorn.conf.py:6: timeout is no setting of this server',
      'gunicorn.conf.py:8: accesslog is no setting of this server',
    ])
  })

  it('secrets go to their variables, but where one is set already', () => {
    expect(present().keys).toEqual({ OPENAI_API_KEY: 'sk-plain-and-secret', JWT_SECRET: 'of-the-older-file' })
    expect(present('', (variable) => variable === 'JWT_SECRET').keys).toEqual({ OPENAI_API_KEY: 'sk-plain-and-secret' })
    expect(present().text).not.toMatch(/sk-plain|of-the-older/)
  })

  it('what the present file says stays, with its comments; a section that is none is left alone', () => {
    const { text } = present('# ours\nserver:\n  port: 7000 # of us\ncaching: false\n')
    expect(text).toMatch(/^# ours\n/)
    expect(text).toContain('port: 7000 # of us')
    expect(parse(text)).toMatchObject({ server: { port: 7000, host: '0.0.0.0' }, caching: false })
    expect(() => present('a: [')).toThrow()
  })

  it('a file that says nothing gives nothing', () => {
    expect(presentPython([{ name: 'gunicorn.conf.py', text: '# none\n' }], '', () => false)).toEqual({
      text: '{}\n',
      keys: {},
      leftOut: [],
    })
  })

  it.each(['0.0.0.0', ':8000', '[::1]:8000', 'unix:/run/x.sock', '1.2.3.4:99999999'])('bind = %s', (address) => {
    const { text, leftOut } = presentPython(
      [{ name: 'gunicorn.conf.py', text: `bind = "${address}"` }],
      '',
      () => false,
    )
    const known: Record<string, unknown> = {
      ':8000': { port: 8000 },
      '[::1]:8000': { host: '::1', port: 8000 },
    }
    expect(parse(text)?.server).toEqual(known[address])
    expect(leftOut).toHaveLength(address in known ? 0 : 1)
  })
})
