# Asks PG_CONFIG where PGXS is, and stops where that makes no build: make would go on with what it knows, build one file and be content.
# "make check-pg-config" does this and nothing else.

pg_config_file := $(shell command -v "$(PG_CONFIG)" 2> /dev/null)
ifeq ($(shell test -f "$(pg_config_file)" && test -x "$(pg_config_file)" && echo yes),)
ifneq ($(wildcard $(PG_CONFIG)),)
$(error PG_CONFIG=$(PG_CONFIG) is not a program that can be executed; name the pg_config of the PostgreSQL to build for)
endif
$(error there is no program PG_CONFIG=$(PG_CONFIG); name the pg_config of the PostgreSQL to build for, \
	for example PG_CONFIG=/usr/lib/postgresql/15/bin/pg_config)
endif

pg_version := $(shell "$(PG_CONFIG)" --version 2> /dev/null)
pg_major := $(shell echo "$(pg_version)" | sed -n 's/^PostgreSQL \([0-9][0-9]*\).*/\1/p')
ifeq ($(pg_major),)
$(error $(PG_CONFIG) does not say which PostgreSQL it belongs to: "$(PG_CONFIG) --version" answers "$(pg_version)")
endif
ifneq ($(shell test $(pg_major) -lt 14 && echo yes),)
$(error pgseccomp needs PostgreSQL 14 or newer; $(PG_CONFIG) belongs to $(pg_version))
endif

PGXS := $(shell "$(PG_CONFIG)" --pgxs 2> /dev/null)
ifeq ($(shell test -f "$(PGXS)" && test -f "$$("$(PG_CONFIG)" --includedir-server)/postgres.h" && echo yes),)
$(error the server headers and PGXS of $(pg_version) are not installed; on Debian and Ubuntu they are in the package \
	postgresql-server-dev-$(pg_major), on Red Hat and SUSE in postgresql$(pg_major)-devel or postgresql-server-devel)
endif

.DEFAULT_GOAL := all
.PHONY: check-pg-config
check-pg-config:
