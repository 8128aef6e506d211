# Everything a fresh machine with Python 3.11+ and make needs; nothing else has to be installed.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
SETUP := .setup
export PATH := $(CURDIR)/$(BIN):$(CURDIR)/node_modules/.bin:$(PATH)

# Compiled modules are kept: without them every start reads megabytes of bindings anew.
unexport PYTHONDONTWRITEBYTECODE
export CHECKPOINT_DISABLE := 1
export CI ?= 1
# uv and npm bring their own certificates; behind a proxy of a company only the system's will do.
export UV_SYSTEM_CERTS := 1
# A configuration file that is not there makes the CDKTF command line print errors.
ifneq ($(TF_CLI_CONFIG_FILE),)
ifeq ($(wildcard $(TF_CLI_CONFIG_FILE)),)
unexport TF_CLI_CONFIG_FILE
endif
endif

.DEFAULT_GOAL := help
.PHONY: help setup synth synth-check test first rest pure real test-fast lint form types format docs site site-serve demo verify-aws verify-kubernetes snapshots bench bench-check lock wheel clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-17s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(SETUP)/dev $(SETUP)/node ## Install everything into this folder

$(SETUP)/venv: requirements-bootstrap.lock
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "eks-gpu needs Python 3.11 or newer, this is " + sys.version.split()[0] + "; set PYTHON=python3.11")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-bootstrap.lock
	@mkdir -p $(SETUP) && touch $@

# The project itself comes last, in place, for the command eks-gpu.
$(SETUP)/dev: $(SETUP)/venv requirements-dev.lock pyproject.toml
	$(BIN)/uv pip sync --quiet --python $(BIN)/python --require-hashes requirements-dev.lock
	$(BIN)/uv pip install --quiet --offline --no-deps --no-build-isolation --python $(BIN)/python --editable .
	@touch $@

$(SETUP)/node: $(SETUP)/dev package-lock.json
	NODE_OPTIONS=--use-system-ca $(BIN)/npm ci --loglevel=error --no-audit --no-fund --no-progress
	@touch $@

$(SETUP)/checkov: $(SETUP)/dev requirements-checkov.lock
	$(BIN)/python -m venv --without-pip .venv-checkov
	$(BIN)/uv pip sync --quiet --python .venv-checkov/bin/python --require-hashes requirements-checkov.lock
	@touch $@

# The second engine: what it synthesizes is compared with the default's. The app itself is found from its folder.
$(SETUP)/cdktn: $(SETUP)/dev requirements-cdktn.lock
	$(BIN)/python -m venv --without-pip .venv-cdktn
	$(BIN)/uv pip sync --quiet --python .venv-cdktn/bin/python --require-hashes requirements-cdktn.lock
	@touch $@

$(SETUP)/site: $(SETUP)/dev requirements-site.lock
	$(BIN)/python -m venv --without-pip .venv-site
	$(BIN)/uv pip sync --quiet --python .venv-site/bin/python --require-hashes requirements-site.lock
	@touch $@

synth: $(SETUP)/node ## Write Terraform for every cluster in clusters/
	@cdktf synth
	@echo
	@echo "The Terraform to review:"
	@ls cdktf.out/stacks/*/cdk.tf.json | sed 's/^/  /'

synth-check: $(SETUP)/dev ## Say whether committed output is what the declarations give now
	$(BIN)/python tools/check_synthesized.py

test: first rest ## Run everything that proves it works

# What is quick to say comes first: a failing line of these is seen within two minutes.
first: form pure ## Check form, and run all pure tests

rest: ## Check types, and run the tests with node, terraform, other programs and a browser
	@$(MAKE) --no-print-directory --jobs 2 types real

REAL := engine or terraform or checkov or process or browser
PYTEST := $(BIN)/python -m pytest -p tests.at_once
CORES ?= $(shell nproc 2>/dev/null || sysctl -n hw.ncpu 2>/dev/null || echo 2)

# Together the next two run each test once.
pure: $(SETUP)/dev
	@EKS_GPU_STAGE=pure $(PYTEST) -q -n $(CORES) --dist loadfile -m "not ($(REAL))"

# Terraform waits for more than half of its time, so four are not too many for two cores.
real: $(SETUP)/node $(SETUP)/checkov $(SETUP)/cdktn $(SETUP)/site
	EKS_GPU_STAGE=real $(PYTEST) -n 4 --dist loadfile --no-loadscope-reorder -m "$(REAL)"

test-fast: $(SETUP)/dev ## Run the pure tests that are quick, and less of what is generated
	@EKS_GPU_STAGE=fast $(PYTEST) -q -n $(CORES) --dist loadfile -m "not ($(REAL) or slow)"

# At home pages made from the code are written anew; in CI they must be current.
VERIFY = $(if $(filter true,$(CI)),--check)

lint: form types ## Check form and types

types: $(SETUP)/dev
	$(BIN)/mypy

form: $(SETUP)/dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/python tools/update_catalog.py --check
	$(BIN)/python tools/write_checks.py $(VERIFY)
	$(BIN)/python tools/write_doctor.py $(VERIFY)
	$(BIN)/python tools/write_schema.py $(VERIFY)
	$(BIN)/python tools/write_reference.py $(VERIFY)
	$(BIN)/python tools/write_pictures.py $(VERIFY)
	$(BIN)/python tools/check_style.py $(if $(VERIFY),,--update)

format: $(SETUP)/dev ## Put the code in form
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

docs: $(SETUP)/dev ## Write the pages, pictures and schemas that are made from the code
	$(BIN)/python tools/write_models.py
	$(BIN)/python tools/write_checks.py
	$(BIN)/python tools/write_doctor.py
	$(BIN)/python tools/write_schema.py
	$(BIN)/python tools/write_reference.py
	$(BIN)/python tools/write_pictures.py

site: $(SETUP)/site ## Build the pages as a site, in build/site; a broken link or anchor is an error
	$(BIN)/python tools/build_site.py

site-serve: site ## Show the site on this machine, at http://127.0.0.1:8000
	$(BIN)/python -m http.server --bind 127.0.0.1 --directory build/site 8000

demo: $(SETUP)/node ## Apply, change and destroy the quickstart in a local AWS: no account, no cost
	$(BIN)/python -W ignore tools/demo.py

verify-aws: $(SETUP)/node ## Prove it in your AWS account; costs money and asks first: make verify-aws CIDR=your.address/32
	$(BIN)/python tools/verify_aws.py --cidr $(CIDR)

# In a pipeline: YES=1. With neither CONTEXT nor envtest it says what is missing.
verify-kubernetes: $(SETUP)/node ## Prove the Kubernetes stacks in a throw-away cluster; asks first: make verify-kubernetes CONTEXT=kind-verify
	$(BIN)/python -W ignore tools/verify_kubernetes.py $(if $(CONTEXT),--context $(CONTEXT)) $(if $(YES),--yes)

snapshots: $(SETUP)/node ## Write the snapshots anew; read the difference before you commit it
	$(BIN)/python -m pytest -q tests/snapshots --snapshot-update

bench: $(SETUP)/node $(SETUP)/cdktn ## Measure the commands and write the page; ONLY="check review" for some, RESUME=1 to go on
	$(BIN)/python -m benchmarks $(ONLY) $(if $(RESUME),--resume)

bench-check: $(SETUP)/node $(SETUP)/cdktn ## Measure the commands; fail where a ratio exceeds its bound. ONLY="check" for some
	$(BIN)/python -m benchmarks $(ONLY) --check

lock: $(SETUP)/venv ## Resolve all dependencies anew
	$(BIN)/uv pip compile $(LOCK) --group bootstrap -o requirements-bootstrap.lock
	$(BIN)/uv pip compile $(LOCK) pyproject.toml --extra cdktf --group dev --group bootstrap -o requirements-dev.lock
	$(BIN)/uv pip compile $(LOCK) pyproject.toml --extra cdktf -c requirements-dev.lock -o requirements.lock
	$(BIN)/uv pip compile $(LOCK) pyproject.toml --extra cdktn -c requirements-dev.lock -o requirements-cdktn.lock
	$(BIN)/uv pip compile $(LOCK) --group checkov -o requirements-checkov.lock
	$(BIN)/uv pip compile $(LOCK) --group site -o requirements-site.lock
	$(BIN)/npm install --package-lock-only --omit-lockfile-registry-resolved --loglevel=error
	$(BIN)/python tools/strip_package_lock.py

LOCK := --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate

wheel: $(SETUP)/dev ## Build the wheel
	$(BIN)/python -m build --wheel --no-isolation

clean: ## Remove everything that make made
	rm -rf $(VENV) .venv-awscdk .venv-checkov .venv-cdktn .venv-site $(SETUP) node_modules cdktf.out build dist
