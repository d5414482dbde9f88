# make demo     install into .venv and advise an invented person   (PERSON=profiles/<another>.yaml)
# make serve    install into .venv and serve the pages and the HTTP service on http://127.0.0.1:8000 (ARGS=--port 9000)
# make test     install into .venv-test; ruff (rules and format), mypy and every test (PYTEST_ARGS=... for pytest)
# make quick    the same within 90 s: without tests that start processes or a browser or take long, with fewer examples
# make attack   try what is made up at random against all of it, for 9 minutes; writes docs/reliability.md (ARGS=--seconds 30)
# make clean    remove what they made
#
# PYTHON=python3.12 chooses the interpreter; otherwise it is the first of these that runs and is 3.11, 3.12 or 3.13.
# Each is run, since a version manager's stand-in can be on the PATH with no Python behind it.

ifeq ($(origin PYTHON),undefined)
PYTHON := $(shell for p in python3.13 python3.12 python3.11 python3; do \
	"$$p" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))' >/dev/null 2>&1 \
	&& { echo "$$p"; break; }; done)
endif

PERSON ?= profiles/maria-lopez.yaml
ARGS ?=
PYTEST_ARGS ?= -n auto --dist loadgroup

# durable_rules 2.0.28 calls PyEval_CallObject, which Python 3.13 no longer declares: without the macro GCC 14 refuses
# it, and an older compiler builds a module that cannot be imported. Its setup.py overwrites CFLAGS and asks for no
# optimization, so both go through CPPFLAGS.
ENGINE_CPPFLAGS := -O2 -DPyEval_CallObject=PyObject_CallObject
override CPPFLAGS := $(ENGINE_CPPFLAGS) $(CPPFLAGS)
export CPPFLAGS

ENGINE := $(shell sed -n 's/.*"\(durable_rules==[^"]*\)".*/\1/p' pyproject.toml)
PIP := bin/python -m pip --disable-pip-version-check install --quiet

# An environment is made anew when the chosen Python, the dependencies or this file change.
MADE := made-with-$(subst /,_,$(PYTHON))
# Folders are listed as well: a file that was removed changes nothing else.
SHIPPED := $(shell find advisor rules profiles -name __pycache__ -prune -o -print | sed 's/ /\\ /g')

.PHONY: demo serve test quick attack clean prerequisites

demo: .venv/installed
	.venv/bin/advisor evaluate "$(PERSON)"

serve: .venv/installed
	exec .venv/bin/advisor serve $(ARGS)

# All three run even when one fails; pytest's closing line comes last.
test quick: .venv-test/installed
	@status=0; for check in "ruff check" "ruff format --check" "mypy" "pytest $(PYTEST_ARGS)"; do \
		echo "== $$check"; .venv-test/bin/$$check || status=1; done; exit $$status

quick: override PYTEST_ARGS += --hypothesis-profile=quick -m quick

attack: .venv-test/installed
	.venv-test/bin/python -m tests.attacks.attack $(ARGS)

clean:
	rm -rf .venv .venv-test build dist .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -prune -exec rm -rf {} +

# The demo is what a user gets: the package as shipped and its run-time dependencies alone.
.venv/installed: .venv/$(MADE) $(SHIPPED)
	@.venv/$(PIP) .
	@touch $@

# The tests run on the checkout; tests/test_package.py builds, installs and runs what is shipped.
.venv-test/installed: .venv-test/$(MADE)
	@.venv-test/$(PIP) --editable '.[test]'
	@touch $@

# The engine is compiled here, never taken from pip's cache: the cache does not know with which flags it was built.
.venv/$(MADE) .venv-test/$(MADE): pyproject.toml Makefile
	@$(MAKE) --no-print-directory prerequisites PYTHON="$(PYTHON)"
	@echo "Installing into $(@D) with $(PYTHON); this takes up to a minute, once."
	@"$(PYTHON)" -m venv --clear $(@D)
	@$(@D)/$(PIP) --no-cache-dir --no-binary durable_rules "$(ENGINE)"
	@touch $@

prerequisites:
	@test -n "$(PYTHON)" || { echo "No Python 3.11, 3.12 or 3.13 was found. On Debian 12 or later and Ubuntu 24.04:" \
		"sudo apt-get install python3 python3-dev python3-venv build-essential" >&2; exit 1; }
	@"$(PYTHON)" -c "$$PREREQUISITES"

define PREREQUISITES
import importlib.util, os, shlex, subprocess, sys, sysconfig

version = "%d.%d" % sys.version_info[:2]
if not (3, 11) <= sys.version_info[:2] < (3, 14):
    sys.exit("Python 3.11, 3.12 or 3.13 is needed, and %s is %s. Choose another: make PYTHON=python3.12"
             % (sys.executable, version))

def compiles():
    compiler = shlex.split(os.environ.get("CC") or sysconfig.get_config_var("CC") or "cc")
    try:
        return not subprocess.run(compiler + ["-fsyntax-only", "-x", "c", "-"], input=b"#include <stdio.h>\n",
                                  stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode
    except OSError:
        return False

missing = []
if not compiles():
    missing.append(("a C compiler", "build-essential"))
if not os.path.exists(os.path.join(sysconfig.get_path("include"), "Python.h")):
    missing.append(("Python.h, the headers of Python " + version, "python%s-dev" % version))
if not importlib.util.find_spec("venv") or not importlib.util.find_spec("ensurepip"):
    missing.append(("the venv module of Python " + version, "python%s-venv" % version))
if missing:
    sys.exit("Missing: %s.\nOn Debian or Ubuntu: sudo apt-get install %s"
             % ("; ".join(what for what, _ in missing), " ".join(package for _, package in missing)))
endef
export PREREQUISITES
