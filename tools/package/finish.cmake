# Run by CPack between installing into its own directory and packing that.
file(GLOB_RECURSE files ${CPACK_TEMPORARY_DIRECTORY}/*)
foreach(file IN LISTS files)
  if(file MATCHES "/liblogdiag\\.a$")
    execute_process(COMMAND strip --strip-debug --enable-deterministic-archives ${file} COMMAND_ERROR_IS_FATAL ANY)
  elseif(CPACK_GENERATOR STREQUAL DEB AND file MATCHES "/man1/|/changelog$")
    execute_process(COMMAND gzip -9n ${file} COMMAND_ERROR_IS_FATAL ANY)
  elseif(CPACK_GENERATOR STREQUAL DEB AND file MATCHES "/doc/logdiag/LICENSE$")
    file(REMOVE ${file})  # the copyright file says it in Debian's way
  endif()
endforeach()
