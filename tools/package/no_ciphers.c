/* Stands in for the ciphers of libnettle where the command is linked statically:
 * libarchive names them for encrypted members of zip archives, and logdiag refuses
 * those before it reads them. Nettle itself is under the LGPL, which asks more of
 * whoever passes a statically linked program on than the MIT licence does. */
void nettle_aes128_encrypt(void) {}
void nettle_aes128_set_encrypt_key(void) {}
void nettle_aes192_encrypt(void) {}
void nettle_aes192_set_encrypt_key(void) {}
void nettle_aes256_encrypt(void) {}
void nettle_aes256_set_encrypt_key(void) {}
void nettle_pbkdf2_hmac_sha1(void) {}
void nettle_hmac_sha1_digest(void) {}
void nettle_hmac_sha1_set_key(void) {}
void nettle_hmac_sha1_update(void) {}
