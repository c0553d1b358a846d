"""gunicorn as `make serve` and the benchmark run it: on this machine only, behind nothing."""

import multiprocessing
import os

bind = f"127.0.0.1:{os.environ.get('PORT', '8000')}"
workers = int(os.environ.get("WEB_CONCURRENCY", min(multiprocessing.cpu_count(), 4)))
worker_class = "gthread"
threads = 4
keepalive = 5
# Two checkouts at once would share its one place in the home folder, and nothing here uses it.
control_socket_disable = True
# The heartbeat file of a worker must not wait for a slow disk.
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None
