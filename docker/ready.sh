#!/usr/bin/env bash
# Whether the gateway in this container is ready, asked without any tool but bash.
set -euo pipefail
port=${TEAL_ADMIN_PORT:-9080}
exec 3<>"/dev/tcp/127.0.0.1/$port"
printf 'GET /health/ready HTTP/1.1\r\nHost: 127.0.0.1:%s\r\nConnection: close\r\n\r\n' "$port" >&3
read -r status <&3
[[ $status == "HTTP/1.1 200"* ]]
