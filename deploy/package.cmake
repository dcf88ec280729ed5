# What `cmake --install build` puts where, and the Debian package: `cpack --config build/CPackConfig.cmake`.
install(TARGETS pictbook RUNTIME DESTINATION bin)
install(FILES deploy/pictbook.service DESTINATION lib/systemd/system)
install(FILES README.md CHANGELOG.md LICENSE SECURITY.md docs/operations.md docs/openapi.json docs/live.json DESTINATION share/doc/pictbook)
install(FILES LICENSE DESTINATION share/doc/pictbook RENAME copyright)
install(CODE "execute_process(COMMAND \"${CMAKE_SOURCE_DIR}/tools/sbom\" \"${CMAKE_BINARY_DIR}/pictbook\"
  OUTPUT_FILE \"\$ENV{DESTDIR}\${CMAKE_INSTALL_PREFIX}/share/doc/pictbook/sbom.spdx.json\" COMMAND_ERROR_IS_FATAL ANY)")

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_CONTACT "Pictbook contributors <root@localhost>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "shared virtual photobooks, self-hosted")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION web)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
# libvips is loaded by the process that decodes images, so that no tool finds it.
set(CPACK_DEBIAN_PACKAGE_DEPENDS "libvips42, ca-certificates, init-system-helpers")
set(CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA
  ${CMAKE_SOURCE_DIR}/deploy/debian/postinst ${CMAKE_SOURCE_DIR}/deploy/debian/prerm ${CMAKE_SOURCE_DIR}/deploy/debian/postrm)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
include(CPack)
