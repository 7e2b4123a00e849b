# The bindings of tools/bindings, each with the test tool of its language.
set(bindings ${PROJECT_SOURCE_DIR}/tools/bindings)
script_test(bindings.python ${CMAKE_COMMAND} -E env PYTHONPATH=${bindings}/python PYTHONDONTWRITEBYTECODE=1
            ${python} -m unittest discover -s ${bindings}/python/tests)
script_test(bindings.python_types mypy --strict --python-version 3.9
            --cache-dir=${CMAKE_CURRENT_BINARY_DIR}/mypy ${bindings}/python/logdiag)
script_test(bindings.lua luajit ${bindings}/lua/tests/logdiag_test.lua)
script_test(bindings.ruby ruby -w ${bindings}/ruby/test/logdiag_test.rb)
script_test(bindings.perl prove ${bindings}/perl/t)
script_test(bindings.node ${bindings}/node/run-tests.sh ${CMAKE_CURRENT_BINARY_DIR}/node)
