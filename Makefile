# make run    install what the app needs into .venv and open it on http://127.0.0.1:8501
#             (make run HOST=0.0.0.0 PORT=80 for others too: read docs/deploy.md first)
# make test   install what the tests need (Chromium and nginx too, on Debian and Ubuntu), check, and run every test
# make check  lint, format and layers only

PYTHON ?= python3
HOST ?= 127.0.0.1
PORT ?= 8501
VENV := .venv
BIN := $(VENV)/bin

.PHONY: run test check browser proxy clean

run: $(VENV)/.run
	$(BIN)/streamlit run streamlit_app.py --server.address $(HOST) --server.port $(PORT)

# Two browsers at once are slow at times: what failed beside another has to pass alone.
test: check browser proxy $(VENV)/.mlx
	$(BIN)/python -m pytest -m "not chromium" -n auto --dist loadfile
	$(BIN)/python -m pytest -m chromium -n 2 --dist loadfile || $(BIN)/python -m pytest -m chromium --last-failed --last-failed-no-failures none

check: $(VENV)/.dev
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/python -m pytest tests/test_layers.py

# Debian and Ubuntu ship venv and Chromium apart; where we may, we install them, elsewhere we say what is missing.
APT = if command -v apt-get >/dev/null && [ "$$(id -u)" = 0 ]; then apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $(1); \
	elif command -v apt-get >/dev/null && command -v sudo >/dev/null; then sudo apt-get update -qq && sudo apt-get install -y -qq --no-install-recommends $(1); \
	else echo "Please install with your system's package manager: $(1)" >&2; exit 1; fi

$(BIN)/pip:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; set PYTHON=/path/to/python3." >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || { $(call APT,python3-venv); }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.run: requirements.txt | $(BIN)/pip
	$(BIN)/pip install --quiet -r requirements.txt
	@touch $@

$(VENV)/.dev: requirements-dev.txt requirements.txt | $(BIN)/pip
	$(BIN)/pip install --quiet -r requirements-dev.txt
	@touch $@

# A server that nobody here wrote, in an environment of its own: some platforms have no wheel of it.
MLX_Linux_x86_64 := 'mlx[cpu]==0.32.4'
MLX_Linux_aarch64 := 'mlx[cpu]==0.32.4'
MLX_Darwin_arm64 := 'mlx==0.32.4'
MLX := $(MLX_$(shell uname -s)_$(shell uname -m))

$(VENV)/.mlx: Makefile | $(BIN)/pip
ifeq ($(MLX),)
	@echo "mlx-vlm has no wheel for this machine: its tests are skipped." >&2
else
	$(BIN)/python -m venv $(VENV)/mlx
	$(VENV)/mlx/bin/pip install --quiet mlx-vlm==0.7.10 $(MLX)
endif
	@touch $@

browser:
	@command -v chromium chromium-browser google-chrome >/dev/null || { $(call APT,chromium fonts-liberation); }

proxy:
	@command -v nginx >/dev/null || [ -x /usr/sbin/nginx ] || { $(call APT,nginx-light); }

clean:
	rm -rf $(VENV) .pytest_cache .ruff_cache .hypothesis tests/.published
