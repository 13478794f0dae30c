# dragoman. `make serve` and `make test` do all that is needed first, on a Debian 12 with git, make,
# python3 and root or sudo.

SHELL := /bin/bash
JOBS ?= $(shell nproc)
PRESET ?= release
SETUP := python3 setup/setup.py
# For `make serve`: more words for the program, such as --port 9000
ARGS ?=
# For `make fuzz`: seconds for each target
FUZZ_SECONDS ?= 60
# For `make bench` and `make eval`: some experiments alone, by id and with commas between; 1 for a trial of minutes
BENCH_ONLY ?=
BENCH_QUICK ?=
# For `make soak`: how long
SOAK_MINUTES ?= 60

# Another checkout on this machine compiles the same files: let it find them in ccache.
export CCACHE_BASEDIR := $(CURDIR)
export CCACHE_NOHASHDIR := 1

.DEFAULT_GOAL := help
.PHONY: help setup build serve test tests asan tsan fuzz soak tidy format bench eval bare-root-test package package-test clean

help:  ## this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## */  make \1\t/' | expand -t 24

setup:  ## Debian packages, engines and default models; fast when all is there
	@$(SETUP) all

build: setup  ## the program: build/release/dragoman
	cmake --preset $(PRESET) --log-level=WARNING
	cmake --build --preset $(PRESET) -j $(JOBS) --target dragoman

serve: build  ## set-up, build, and serve at 127.0.0.1:8080
	build/$(PRESET)/dragoman serve $(ARGS)

tests: setup
	@$(SETUP) debian debian-packages-tests.txt
	@$(SETUP) models whisper-base whisper-small piper-en-us-joe
	@$(SETUP) venv tests bench clients clusters dashscope importers litellm llama_server media page
	@$(SETUP) node clients
	cmake --preset $(PRESET) --log-level=WARNING
	cmake --build --preset $(PRESET) -j $(JOBS)

test: tests  ## set-up, build, and the whole test suite
	ctest --preset $(PRESET) -j $(JOBS)

eval: tests  ## quality on the evaluation recordings: tables and plots in docs/results
	python3 bench/results.py run --scope eval --only $(BENCH_ONLY) $(if $(BENCH_QUICK),--quick)

bench: tests  ## cost, and rivals on the same weights: tables and plots in docs/results
	python3 bench/results.py run --scope bench --only $(BENCH_ONLY) $(if $(BENCH_QUICK),--quick)

asan: setup  ## the quick tests under address and undefined-behaviour sanitizers
	cmake --preset asan-ubsan --log-level=WARNING
	cmake --build --preset asan-ubsan -j $(JOBS)
	UBSAN_OPTIONS=print_stacktrace=1 ctest --preset asan-ubsan -j $(JOBS)

tsan: setup  ## the quick tests under the thread sanitizer
	cmake --preset tsan --log-level=WARNING
	cmake --build --preset tsan -j $(JOBS)
	ctest --preset tsan -j $(JOBS)

fuzz: setup  ## every fuzz target for FUZZ_SECONDS
	@$(SETUP) debian debian-packages-dev.txt
	cmake --preset fuzz --log-level=WARNING
	cmake --build --preset fuzz -j $(JOBS) --target fuzzers
	tests/fuzz_all.sh build/fuzz/fuzzers $(FUZZ_SECONDS)

soak: build  ## mixed requests at a steady rate for SOAK_MINUTES: memory, descriptors, threads, answers
	@$(SETUP) run tests tests/api/soak.py --minutes $(SOAK_MINUTES)

tidy: setup  ## formatting, clang's warnings and clang-tidy
	@$(SETUP) debian debian-packages-dev.txt
	cmake --preset tidy --log-level=WARNING
	cmake --build --preset tidy -j $(JOBS)
	tests/tidy/run.sh build/tidy $(JOBS)

format:  ## clang-format in place
	@$(SETUP) debian debian-packages-dev.txt
	find src tests cmake bench \( -name '*.cc' -o -name '*.h' \) -print0 | xargs -0 clang-format -i

bare-root-test:  ## set-up, build and a first translation in a bare Debian 12 (needs root)
	@$(SETUP) debian debian-packages-dev.txt
	tests/bare_root.sh

package: build  ## a .deb and a relocatable tarball in build/packages
	@$(SETUP) debian debian-packages-dev.txt
	nice packaging/package.py --build build/$(PRESET)

package-test: package  ## both packages in bare Debian 12 roots (needs root)
	tests/package_root.sh

clean:  ## removes build/; what set-up fetched and built stays in the cache
	rm -rf build
