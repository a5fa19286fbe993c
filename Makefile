# thaw: everything that is done with the project, one target each.
.DEFAULT_GOAL := help
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c

GO ?= go
PYTHON ?= python3
FUZZTIME ?= 2000x
STATICCHECK := honnef.co/go/tools/cmd/staticcheck@v0.8.2
GOVULNCHECK := golang.org/x/vuln/cmd/govulncheck@v1.9.0
READERS := experiments/testdata/readers/requirements.txt
# The invariants are compiled in for tests and lint, and nowhere else.
TAGS := -tags invariants

.PHONY: help build demo test library venv fuzz torture torture-short audit bench bench-b1 pgo mutants lint check golden \
	sample figures validate validate-full sensitivity ci smoke clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  %-13s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

build: ## bin/thaw, with profile-guided optimisation
	$(GO) build -pgo=auto -o bin/thaw ./cmd/thaw

demo: build ## replay the embedded trace under ten policy sets; table, figures and Parquet in results/demo
	bin/thaw run docs/examples/demo.yaml --out results/demo --force
	@awk -f docs/examples/why.awk results/demo/summary.csv
	@echo "Look at results/demo/plots/policy-comparison.svg first."

test: venv ## all tests, with invariants; outside readers of Parquet where python3 is present
	$(GO) vet $(TAGS) ./...
	GOGC=400 $(GO) test $(TAGS) ./...

# A module of its own, whose go.sum follows that of thaw (go mod tidy there).
library: ## the programs of docs/library.md: built, run, and compared with the page
	cd docs/examples/library && $(GO) vet ./... && $(GO) test -count=1 ./...

# The virtual environment of the readers test. Without python3, or without a
# way to install the packages, that test says that it is skipped; under CI=true
# it must not be.
venv:
	@if cmp -s $(READERS) .venv/requirements.done; then exit 0; fi; \
	if ! command -v $(PYTHON) >/dev/null; then \
		echo "no $(PYTHON): the test of outside Parquet readers will be skipped"; exit 0; \
	fi; \
	rm -rf .venv; \
	if $(PYTHON) -m venv .venv && .venv/bin/python -m pip install --quiet --requirement $(READERS); then \
		cp $(READERS) .venv/requirements.done; \
	else \
		rm -rf .venv; \
		echo "cannot make .venv: the test of outside Parquet readers will be skipped"; \
		[ "$${CI:-}" != true ]; \
	fi

fuzz: ## every fuzz target for FUZZTIME (2000x, or a duration), a minute at most each; fails for those that make fewer
	@FUZZTIME=$(FUZZTIME) .ci/fuzz

# A build of its own: what is attacked is what users build. The settings TORTURE, SEED,
# CASE, ATTACK, TORTURE_DIR and TORTURE_BINARY reach the tests as variables of the environment.
ATTACK = $(GO) test -tags torture -count=1 -timeout 0 -v ./cmd/torture
torture: ## attack the binary for ten minutes (TORTURE=1h), under a new seed (SEED=7) or one case alone (CASE=commands/12)
	$(ATTACK)

torture-short: ## a minute of the same, always under the same seed
	TORTURE=60s SEED=$(or $(SEED),1) $(ATTACK)

audit: ## known vulnerabilities of what is built in (govulncheck); without its database the pinned versions with their dates
	@.ci/audit $(GOVULNCHECK)

bench: build ## speed and memory of the replay, scenarios B1 to B5 (minutes)
	bin/thaw bench

bench-b1: build ## scenario B1 alone (seconds)
	bin/thaw bench B1

# What the profile is made of: B1 to B7, each long enough to be sampled some
# hundred times, B4 by its first twenty minutes.
PGO_POISSON := --trace synthetic,model=poisson
PGO_QUEUES := --queue fcfs --cpu stretch --cores 64
PGO_PLATFORM := --warm-start 1ms --cold-start 500ms --keepalive ttl,keep=10m
pgo: build ## cmd/thaw/default.pgo again, the compiler's profile; build afterwards
	@folder=$$(mktemp -d); trap 'rm -rf $$folder' EXIT; \
	profile() { \
		name=$$1; shift; \
		bin/thaw run --out $$folder/$$name --cpuprofile $$folder/$$name.pprof --quiet --no-figures $(PGO_PLATFORM) "$$@"; \
	}; \
	profile b1 $(PGO_POISSON),functions=30,invocations=17280000,duration=480h --invokers 100 --memory 4GiB --schedule first-fit --detail summary; \
	profile b2 $(PGO_POISSON),functions=30,invocations=8640000,duration=240h --invokers 1000 --memory 4GiB --schedule least-loaded --detail summary; \
	profile b3 $(PGO_POISSON),functions=50000,rate=10000/s,duration=10m --invokers 1000 --memory 4GiB --schedule sticky-random --detail summary; \
	profile b4 --trace synthetic,functions=50000,invocations=900000000,duration=24h --length 20m --invokers 64 --memory 128GiB --schedule sticky-random --detail summary; \
	profile b5 $(PGO_POISSON),functions=30,invocations=3456000,duration=96h --invokers 100 --memory 4GiB --schedule first-fit --detail invocations; \
	profile b6 $(PGO_POISSON),functions=30,invocations=3456000,duration=96h --invokers 100 --memory 4GiB --schedule first-fit --detail summary $(PGO_QUEUES); \
	profile b7 $(PGO_POISSON),functions=50000,rate=10000/s,duration=4m --invokers 1000 --memory 4GiB --schedule sticky-random --detail summary $(PGO_QUEUES); \
	$(GO) tool pprof -proto $$folder/*.pprof > $$folder/merged; \
	cp $$folder/merged cmd/thaw/default.pgo

mutants: ## the tests against the mistakes of cmd/mutants/mutants.txt: survivors are questions that no test asks (half an hour; MUTANTS="-run REGEXP" for some)
	$(GO) run ./cmd/mutants $(MUTANTS)

lint: ## gofmt, vet, staticcheck, unreachable functions
	@wrong=$$(gofmt -l cmd docs experiments models plots policies sim traces); \
	if [ -n "$$wrong" ]; then echo "not formatted by gofmt:"; echo "$$wrong"; exit 1; fi
	$(GO) vet $(TAGS) ./...
	$(GO) vet -tags torture ./cmd/torture
	@if $(GO) run $(STATICCHECK) -version; then \
		$(GO) run $(STATICCHECK) $(TAGS) ./... && $(GO) run $(STATICCHECK) -tags torture ./cmd/torture; \
	else \
		echo "$(STATICCHECK) cannot be had: skipped"; \
	fi
	@.ci/deadcode

check: ## what you changed, in less than a minute: gofmt, vet, shape tests, short tests of the changed packages
	@.ci/check

golden: ## write what happens now into the golden files (stories, manifest); read the difference before you commit it
	@grep -rl --include='*_test.go' 'flag.Bool("update"' . | xargs -n1 dirname | sort -u | \
	while read -r folder; do $(GO) test "$$folder" -run 'Stories|Golden' -update; done
	git diff --stat

FIGURES ?= results/figures
figures: ## every kind of figure with made-up data, in a column and on a page, on one page: results/figures/index.html
	THAW_FIGURES=$(abspath $(FIGURES)) $(GO) test ./plots -run ContactSheet -count=1
	@echo "Look at $(FIGURES)/index.html first."

sample: ## make the embedded trace again, which changes results when the generator has changed
	$(GO) generate ./traces/sample

ci: lint test library build validate smoke ## what .ci/run calls
	$(MAKE) fuzz
	$(MAKE) torture-short

validate: build ## reproduce each paper as its section validate says; RESULTS.md must say the same (at most four minutes)
	@.ci/validate

validate-full: build ## reproduce every table of RESULTS.md whose trace is present (much longer)
	@.ci/validate full

sensitivity: build ## double each number that a paper's run reads: which rows notice (PAPER=reap for one; at most an hour, goes on after a stop)
	@GO="$(GO)" .ci/sensitivity $(PAPER)

smoke: demo bench-b1

clean: ## remove bin, .venv, results/demo and results/figures
	rm -rf bin .venv results/demo results/figures
