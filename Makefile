# SPDX-License-Identifier: GPL-3.0-or-later
# The door to the build.  waf does the work (see wscript); each target first
# lets .ci/prepare install or fetch what the machine lacks.

PREFIX  ?= /usr/local
DESTDIR ?=
OUT     ?= build
JOBS    ?= $(shell nproc)
PYTHON  ?= $(firstword $(wildcard /usr/bin/python3) python3)

asan_out = build-asan

# $(call waf,OUT,GROUPS,CONFIGURE OPTIONS,COMMANDS): prepare, configure when
# never done or done differently, run.  One lock file a build directory.
define waf
	@set -e; src=$$(.ci/prepare $(2)); \
	waf() { WAFLOCK=.lock-waf_$(1) "$(PYTHON)" \
		"$$src/buildtools/bin/waf" -o $(1) "$$@"; }; \
	want="$$src --prefix=$(PREFIX) $(3)"; \
	if [ "$$(cat $(1)/configured 2>/dev/null)" != "$$want" ]; then \
		waf configure --samba-source="$$src" --prefix="$(PREFIX)" $(3); \
		printf '%s\n' "$$want" >$(1)/configured; \
	fi; \
	waf -j$(JOBS) $(4)
endef

all: ## build everything into build/
	$(call waf,$(OUT),build,,build)

unit: ## build and run the unit tests: no root, seconds
	$(call waf,$(OUT),build,,build)
	@tests/run-unit $(OUT)

check: ## unit tests, vectors and the rig's tests
	$(call waf,$(OUT),build test,,build)
	@tests/run-check $(OUT)

demo: ## the main job on the rig: create, dial, fail, hang up
	$(call waf,$(OUT),build test,,build)
	@tests/rig/demo $(OUT)

bench: ## speed and memory, measured on the rig
	$(call waf,$(OUT),build test,,build)
	@tests/bench/run $(OUT)

asan: ## unit and wire tests under AddressSanitizer and UBSan
	$(call waf,$(asan_out),build test,--sanitize,build)
	@tests/run-check --sanitized $(asan_out)

install: ## install; honours DESTDIR and PREFIX
	$(call waf,$(OUT),build,,install --destdir="$(DESTDIR)")
	@[ -n "$(DESTDIR)" ] || ldconfig || \
		echo "install: run ldconfig as root, for libmprapi.so"

uninstall: ## remove what install installed; keeps /var/lib/rras
	$(call waf,$(OUT),build,,uninstall --destdir="$(DESTDIR)")

# Hand-written C only; what pidl makes is never in the tree.
format: ## format the C code in place
	@.ci/prepare build format >/dev/null
	@git ls-files -co --exclude-standard '*.c' '*.h' | \
		xargs -r clang-format -i

format-check: ## fail when the C code is not formatted
	@.ci/prepare build format >/dev/null
	@git ls-files -co --exclude-standard '*.c' '*.h' | \
		xargs -r clang-format --dry-run -Werror

clean: ## remove what was built
	rm -rf $(OUT) $(asan_out) .lock-waf_*

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "%-14s %s\n", $$1, $$2 }' \
		$(MAKEFILE_LIST)

.PHONY: all unit check demo bench asan install uninstall format format-check clean help
