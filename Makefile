# Everything a developer needs; `make help` lists it. Only Go, make and git must
# be there: what else is missing is installed by apt or Homebrew where we may,
# and named where we may not.

SHELL := /bin/sh
GO ?= go
GOLANGCI_VERSION := 2.15.0
TOOLS := $(CURDIR)/var/tools
GOLANGCI := $(TOOLS)/golangci-lint-$(GOLANGCI_VERSION)/golangci-lint
BIN := var/bin/kanalkoll
SOURCES := cmd internal migrations web

COMMIT := $(shell git rev-parse --short=12 HEAD 2>/dev/null)
VERSION := $(shell git describe --tags --always --dirty 2>/dev/null)
LDFLAGS := -X main.version=$(VERSION) -X main.commit=$(COMMIT)

.PHONY: help run build generate dev test check bench screens

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# exec: a signal meant for the program must reach it, not a shell around it.
run: build ## the demo municipality, served on http://127.0.0.1:8080
	@.ci/need postgres
	@exec env KANALKOLL_DEMO="$${KANALKOLL_DEMO:-true}" $(BIN) serve

build: ## the program, as var/bin/kanalkoll
	@.ci/need go
	@mkdir -p var/bin
	$(GO) build -trimpath -ldflags '$(LDFLAGS)' -o $(BIN) ./cmd/kanalkoll

generate: ## Go code from the templates
	$(GO) tool templ generate

dev: ## as run, built and started anew on every change
	@.ci/need go postgres
	@exec env KANALKOLL_DEMO="$${KANALKOLL_DEMO:-true}" $(GO) tool templ generate -watch \
		-watch-pattern '(.+\.go$$)|(.+\.templ$$)|(.+\.css$$)|(.+\.js$$)|(.+\.json$$)|(.+\.sql$$)' \
		-cmd '$(GO) run ./cmd/kanalkoll serve'

# Every test has a database of its own on one server; two packages at a time
# suit a small machine, and the browser.
test: ## every test: Go with a real PostgreSQL, and browser
	@.ci/need go gcc postgres chromium axe
	CGO_ENABLED=1 $(GO) test -race -shuffle=on -p 2 -timeout 40m ./... ./.ci/check

check: $(GOLANGCI) ## what must hold before a change is taken
	@echo 'formatting'
	@unformatted=$$(gofmt -l $(wildcard $(SOURCES)) .ci) && \
	if [ -n "$$unformatted" ]; then echo "not formatted by gofmt:"; echo "$$unformatted"; exit 1; fi
	@echo 'generated code'
	@sum() { find $(wildcard $(SOURCES)) -name '*_templ.go' | LC_ALL=C sort | xargs cksum; }; \
	before=$$(sum) && $(GO) tool templ generate -log-level error && \
	if [ "$$before" != "$$(sum)" ]; then echo 'generated code was out of date; it is fresh now: commit it'; exit 1; fi
	@echo 'modules'
	@$(GO) mod tidy -diff
	@echo 'build and vet'
	@$(GO) build ./...
	@$(GO) vet ./... ./.ci/check
	@echo 'linters'
	@$(GOLANGCI) run ./...
	@echo 'migrations and links'
	@$(GO) run ./.ci/check
	@echo 'check: all well'

$(GOLANGCI):
	@.ci/need go
	@echo 'installing golangci-lint $(GOLANGCI_VERSION) (once; some minutes)'
	@mkdir -p $(@D)
	GOBIN=$(@D) $(GO) install github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v$(GOLANGCI_VERSION)

# A file first, a table second: a pipe would hide that a benchmark failed.
bench: ## the benchmarks, as a table and under var/bench
	@.ci/need go postgres
	@mkdir -p var/bench
	@$(GO) test -run '^$$' -bench . -benchmem -timeout 40m -p 1 ./... >var/bench/all.txt 2>&1 || { cat var/bench/all.txt; exit 1; }
	@awk '/^(goos|goarch|cpu):/ && !seen[$$0]++; /^Benchmark/' var/bench/all.txt | tee var/bench/table.txt
	@$(GO) run ./.ci/ratios <var/bench/all.txt | tee var/bench/ratios.txt

# With DOCS=yes also the pictures that the guides show.
screens: ## pictures of every page under var/screens
	@.ci/need go postgres chromium
	@mkdir -p var/screens
	KANALKOLL_SCREENS='$(CURDIR)/var/screens' KANALKOLL_DOCS='$(if $(DOCS),$(CURDIR)/docs/img)' $(GO) test -count=1 -timeout 40m -run '^TestScreens$$' ./web/e2e
	@echo 'pictures: var/screens'
