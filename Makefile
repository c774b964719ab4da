# Everything one needs to work on the counter. `make help` lists it.
# Nothing here depends on this machine: pip's and uv's own settings are used as they are.

ifeq ($(OS),Windows_NT)
BIN := .venv/Scripts
else
BIN := .venv/bin
endif

# Further arguments, e.g. make test ARGS="tests/rules -x"
ARGS ?=

.DEFAULT_GOAL := setup
.PHONY: help setup run test lint bench constraints clean

help:  ## 列出可用的命令
	@awk -F':.*## ' '/^[a-z]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' Makefile

setup:  ## 准备好一切:虚拟环境、软件包、系统库
	@bash scripts/setup.sh --again
	@echo "准备好了。make run 打开演示柜台,make test 运行测试,make help 看全部命令。"

run:  ## 打开演示柜台;没有屏幕的机器自动演示一遍,结果在 out/walkthrough
	@bash scripts/setup.sh --need run
	@bash scripts/run.sh $(ARGS)

test:  ## 运行全部测试
	@bash scripts/setup.sh --need test
	@env -u COUNTER_PROFILE -u COUNTER_PASSWORD -u LC_ALL \
		QT_QPA_PLATFORM=offscreen LANG=C.UTF-8 $(BIN)/python -m pytest $(ARGS)

lint:  ## 检查写法、格式、类型和各层之间的引用
	@bash scripts/setup.sh --need run
	@bash scripts/lint.sh

bench:  ## 量一遍性能指标(JSON)
	@bash scripts/setup.sh --need run
	@QT_QPA_PLATFORM=$${QT_QPA_PLATFORM:-offscreen} LANG=C.UTF-8 $(BIN)/counter-app bench $(ARGS)

constraints:  ## 重新锁定软件包版本(ARGS=--upgrade 取最新)
	@bash scripts/lock.sh $(ARGS)

clean:  ## 删去生成的文件(保留 .venv)
	@rm -rf out build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	@find . -path ./.venv -prune -o -name __pycache__ -type d -exec rm -rf {} +
