# The daily commands. CONTRIBUTING.md explains them.

MVN ?= mvn
T ?=
M ?=

.PHONY: help build test verify format up

help:
	@echo 'make build                  compile and package everything, without tests'
	@echo 'make test T=JournalTest     run one test class; M=ws-gateway limits the build to its module'
	@echo 'make verify                 run everything that must pass'
	@echo 'make format                 format the Java code'
	@echo 'make up                     start Paycast on port 7274'

build:
	$(MVN) -DskipTests package

test:
	@test -n '$(T)' || { echo 'T must be the name of a test class, such as T=JournalTest.' >&2; exit 2; }
	$(MVN) $(if $(M),-pl $(M) -am) test -Dtest='$(T)' -Dsurefire.failIfNoSpecifiedTests=false

verify:
	$(MVN) verify

# Maven itself must run on Java 21 or newer: set JAVA_HOME.
format:
	$(MVN) spotless:apply

up:
	./paycast up
