# What CPack makes of the three components: Debian packages, and of a build with
# LOGDIAG_STATIC an archive of the command that needs libc alone. tools/package/build
# makes both; README.md beside it says what is in them.
set(LOGDIAG_MAINTAINER "logdiag maintainers <logdiag@users.noreply.github.com>" CACHE STRING
    "Who answers for the packages")
set(CPACK_PACKAGE_NAME logdiag)
set(CPACK_PACKAGE_VERSION ${PROJECT_VERSION})
set(CPACK_PACKAGE_CONTACT ${LOGDIAG_MAINTAINER})
# CPack's own default, for which it puts nothing before the descriptions below.
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "logdiag built using CMake")
set(CPACK_STRIP_FILES ON)
set(CPACK_PRE_BUILD_SCRIPTS ${PROJECT_SOURCE_DIR}/tools/package/finish.cmake)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ
    GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)

if(LOGDIAG_STATIC)
  set(CPACK_GENERATOR TGZ)
  set(CPACK_COMPONENTS_ALL command)
  set(CPACK_ARCHIVE_COMPONENT_INSTALL ON)
  set(CPACK_ARCHIVE_COMMAND_FILE_NAME
      logdiag-${PROJECT_VERSION}-${CMAKE_SYSTEM_NAME}-${CMAKE_SYSTEM_PROCESSOR})
  set(CPACK_COMPONENT_INCLUDE_TOPLEVEL_DIRECTORY ON)
  set(CPACK_PACKAGE_FILE_NAME ${CPACK_ARCHIVE_COMMAND_FILE_NAME})
  # The licences of what the command carries ask that their text goes along.
  foreach(package libre2-dev libfmt-dev nlohmann-json3-dev libcli11-dev libhwy-dev libarchive-dev
                  zlib1g-dev libbz2-dev liblzma-dev libzstd-dev liblz4-dev)
    install(FILES /usr/share/doc/${package}/copyright DESTINATION ${CMAKE_INSTALL_DOCDIR}/licences
            RENAME ${package} COMPONENT command OPTIONAL)
  endforeach()
else()
  set(CPACK_GENERATOR DEB)
  set(CPACK_COMPONENTS_ALL runtime dev command)
  set(CPACK_DEB_COMPONENT_INSTALL ON)
  set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
  set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
  set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
  set(CPACK_DEBIAN_COMPRESSION_TYPE xz)

  set(CPACK_DEBIAN_RUNTIME_PACKAGE_NAME liblogdiag0)
  set(CPACK_DEBIAN_RUNTIME_PACKAGE_SECTION libs)
  set(CPACK_DEBIAN_RUNTIME_PACKAGE_SHLIBDEPS ON)
  set(CPACK_DEBIAN_RUNTIME_PACKAGE_CONTROL_EXTRA ${PROJECT_BINARY_DIR}/debian/triggers
      ${PROJECT_BINARY_DIR}/debian/shlibs)
  set(CPACK_DEBIAN_RUNTIME_DESCRIPTION "Shared library that says why a build failed
logdiag reads the log of a build or of a CI job, names the line that is the
cause of the failure, and says what to do about it, in English and Chinese.
This is the library with the C interface.")

  set(CPACK_DEBIAN_DEV_PACKAGE_NAME liblogdiag-dev)
  set(CPACK_DEBIAN_DEV_PACKAGE_SECTION libdevel)
  set(CPACK_DEBIAN_DEV_PACKAGE_DEPENDS
      "liblogdiag0 (= ${PROJECT_VERSION}), libfmt-dev, libre2-dev")
  set(CPACK_DEBIAN_DEV_DESCRIPTION "Headers and static library of logdiag
logdiag reads the log of a build or of a CI job, names the line that is the
cause of the failure, and says what to do about it, in English and Chinese.
These are the headers of its C and C++ interfaces, the static C++ library, and
what CMake and pkg-config find them by.")

  set(CPACK_DEBIAN_COMMAND_PACKAGE_NAME logdiag)
  set(CPACK_DEBIAN_COMMAND_PACKAGE_SECTION devel)
  set(CPACK_DEBIAN_COMMAND_PACKAGE_SHLIBDEPS ON)
  # Loaded when an archive comes, which shlibdeps does not see.
  if(LOGDIAG_ARCHIVES)
    set(CPACK_DEBIAN_COMMAND_PACKAGE_DEPENDS libarchive13)
  endif()
  set(CPACK_DEBIAN_COMMAND_DESCRIPTION "Says why a build failed and what to do about it
logdiag reads the log of a build or of a CI job, names the line that is the
cause of the failure, and says what to do about it, in English and Chinese.
It reads files, pipes and archives of logs, runs a command and explains its
failure, and writes text, JSON, SARIF, Markdown, JUnit and HTML.")

  # Each package has its copyright and changelog, under its own name.
  file(WRITE ${PROJECT_BINARY_DIR}/debian/triggers "activate-noawait ldconfig\n")
  file(WRITE ${PROJECT_BINARY_DIR}/debian/shlibs
       "liblogdiag 0 liblogdiag0 (>= ${PROJECT_VERSION})\n")
  file(READ LICENSE LICENSE_TEXT)
  string(REGEX REPLACE "^MIT License\n\n(Copyright[^\n]*\n)\n" "" LICENSE_TEXT "${LICENSE_TEXT}")
  string(STRIP "${CMAKE_MATCH_1}" LICENSE_HOLDER)
  string(REGEX REPLACE "^Copyright (\\(c\\) )?" "" LICENSE_HOLDER "${LICENSE_HOLDER}")
  string(STRIP "${LICENSE_TEXT}" LICENSE_TEXT)
  string(REPLACE "\n\n" "\n.\n" LICENSE_TEXT "${LICENSE_TEXT}")
  string(REPLACE "\n" "\n " LICENSE_TEXT " ${LICENSE_TEXT}")
  configure_file(tools/package/copyright.in ${PROJECT_BINARY_DIR}/debian/copyright @ONLY)
  configure_file(tools/package/changelog.in ${PROJECT_BINARY_DIR}/debian/changelog @ONLY)
  foreach(component runtime dev command)
    string(TOUPPER ${component} name)
    set(package ${CPACK_DEBIAN_${name}_PACKAGE_NAME})
    install(FILES ${PROJECT_BINARY_DIR}/debian/copyright ${PROJECT_BINARY_DIR}/debian/changelog
            DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/${package} COMPONENT ${component} EXCLUDE_FROM_ALL)
    if(EXISTS ${PROJECT_SOURCE_DIR}/tools/package/lintian-${component})
      install(FILES tools/package/lintian-${component} RENAME ${package}
              DESTINATION ${CMAKE_INSTALL_DATADIR}/lintian/overrides COMPONENT ${component} EXCLUDE_FROM_ALL)
    endif()
  endforeach()
endif()
include(CPack)
