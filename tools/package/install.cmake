# What `cmake --install` puts where. Three components, which are the packages too:
# runtime (the shared library), dev (headers, static library, how to find them), command.
include(CMakePackageConfigHelpers)

set_target_properties(logdiag PROPERTIES EXPORT_NAME logdiag)
set_target_properties(logdiag_c PROPERTIES EXPORT_NAME c)
set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/logdiag)

install(TARGETS logdiag_cli RUNTIME COMPONENT command)
install(TARGETS logdiag_c EXPORT logdiag-c
        LIBRARY COMPONENT runtime NAMELINK_COMPONENT dev
        RUNTIME COMPONENT runtime
        INCLUDES DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(TARGETS logdiag EXPORT logdiag-cpp
        ARCHIVE COMPONENT dev
        INCLUDES DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(DIRECTORY include/logdiag DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} COMPONENT dev)

# Two exports: a user of the C library does not need what the static one is linked with.
install(EXPORT logdiag-c NAMESPACE logdiag:: DESTINATION ${package_dir} COMPONENT dev)
install(EXPORT logdiag-cpp NAMESPACE logdiag:: DESTINATION ${package_dir} COMPONENT dev)
write_basic_package_version_file(${PROJECT_BINARY_DIR}/logdiag-config-version.cmake
                                 COMPATIBILITY SameMinorVersion)
install(FILES tools/package/logdiag-config.cmake ${PROJECT_BINARY_DIR}/logdiag-config-version.cmake
        DESTINATION ${package_dir} COMPONENT dev)

# Paths in .pc files start at the file itself, so that the tree may be moved.
cmake_path(ABSOLUTE_PATH CMAKE_INSTALL_LIBDIR BASE_DIRECTORY ${CMAKE_INSTALL_PREFIX}
           NORMALIZE OUTPUT_VARIABLE full_libdir)
file(RELATIVE_PATH PC_PREFIX ${full_libdir}/pkgconfig ${CMAKE_INSTALL_PREFIX})
string(REGEX REPLACE "/$" "" PC_PREFIX "${PC_PREFIX}")
cmake_path(ABSOLUTE_PATH CMAKE_INSTALL_INCLUDEDIR BASE_DIRECTORY ${CMAKE_INSTALL_PREFIX}
           NORMALIZE OUTPUT_VARIABLE full_includedir)
file(RELATIVE_PATH PC_LIBDIR ${CMAKE_INSTALL_PREFIX} ${full_libdir})
file(RELATIVE_PATH PC_INCLUDEDIR ${CMAKE_INSTALL_PREFIX} ${full_includedir})
foreach(name logdiag logdiag-cpp)
  configure_file(tools/package/${name}.pc.in ${PROJECT_BINARY_DIR}/${name}.pc @ONLY)
  install(FILES ${PROJECT_BINARY_DIR}/${name}.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig COMPONENT dev)
endforeach()

# Schemas: of rules for whoever writes them, of the report for whoever reads it.
install(FILES rules/schema.json DESTINATION ${CMAKE_INSTALL_DATADIR}/logdiag/schema
        RENAME rule.json COMPONENT command)
install(FILES tests/schema/report.json DESTINATION ${CMAKE_INSTALL_DATADIR}/logdiag/schema
        COMPONENT command)
install(FILES README.md LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR} COMPONENT command)

# What the command writes of itself: the manual page and the completions. Debian's zsh
# looks for those of packages in a directory of its own.
if(NOT CMAKE_CROSSCOMPILING)
  install(FILES ${PROJECT_BINARY_DIR}/logdiag.en.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1
          RENAME logdiag.1 COMPONENT command)
  install(FILES ${PROJECT_BINARY_DIR}/logdiag.zh.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/zh_CN/man1
          RENAME logdiag.1 COMPONENT command)
  set(zsh_functions site-functions)
  if(CMAKE_INSTALL_PREFIX MATCHES "^/usr/?$" AND EXISTS /etc/debian_version)
    set(zsh_functions vendor-completions)
  endif()
  install(FILES ${PROJECT_BINARY_DIR}/completion.bash RENAME logdiag
          DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions COMPONENT command)
  install(FILES ${PROJECT_BINARY_DIR}/completion.zsh RENAME _logdiag
          DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/${zsh_functions} COMPONENT command)
  install(FILES ${PROJECT_BINARY_DIR}/completion.fish RENAME logdiag.fish
          DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d COMPONENT command)
endif()
