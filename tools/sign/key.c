// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Keys. */
#include "key.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <openssl/pem.h>

#include "hash.h"

#define PRIVATE_MODE 0600
#define PUBLIC_MODE 0644

/* How a file of PEM begins. */
#define PEM "-----BEGIN "

/* A file that was not there before. */
static FILE *new_file(const char *path, mode_t mode)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
	FILE *file = fd < 0 ? NULL : fdopen(fd, "w");

	if (!file)
		complain("%s: %s", path, strerror(errno));
	return file;
}

/* Close it; whether all of it has been written. */
static bool finish(FILE *file, const char *path, bool good)
{
	if (!good) {
		complain_of_openssl(path);
		fclose(file);
		return false;
	}
	if (fclose(file) != 0) {
		complain("%s: %s", path, strerror(errno));
		return false;
	}
	return true;
}

static bool write_pair(EVP_PKEY *key, const char *path, const char *public_path)
{
	FILE *file = new_file(path, PRIVATE_MODE);

	if (!file || !finish(file, path,
			     PEM_write_PrivateKey(file, key, NULL, NULL, 0,
						  NULL, NULL) == 1))
		return false;
	file = new_file(public_path, PUBLIC_MODE);
	return file &&
	       finish(file, public_path, PEM_write_PUBKEY(file, key) == 1);
}

bool key_make(const char *path)
{
	char public_path[4096];
	EVP_PKEY *key;
	bool good;

	if (snprintf(public_path, sizeof(public_path), "%s.pub", path) >=
	    (int)sizeof(public_path)) {
		complain("%s: the name is too long", path);
		return false;
	}
	/* Both or none, as far as names that are taken go. */
	if (access(path, F_OK) == 0 || access(public_path, F_OK) == 0) {
		complain("%s: %s", access(path, F_OK) ? public_path : path,
			 strerror(EEXIST));
		return false;
	}
	key = EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
	if (!key) {
		complain_of_openssl("cannot make a key");
		return false;
	}
	good = write_pair(key, path, public_path);
	EVP_PKEY_free(key);
	return good;
}

/* Is it a key that was read, and of Ed25519? */
static bool is_ed25519(EVP_PKEY *key, const char *path, const char *kind)
{
	if (!key) {
		complain("%s: no %s key in PEM", path, kind);
		return false;
	}
	if (EVP_PKEY_get_id(key) != EVP_PKEY_ED25519) {
		complain("%s: a key of %s; expected one of Ed25519", path,
			 EVP_PKEY_get0_type_name(key));
		return false;
	}
	return true;
}

bool key_load(const char *path, EVP_PKEY **key)
{
	FILE *file = fopen(path, "re");

	*key = NULL;
	if (!file) {
		complain("%s: %s", path, strerror(errno));
		return false;
	}
	*key = PEM_read_PrivateKey(file, NULL, NULL, NULL);
	fclose(file);
	if (is_ed25519(*key, path, "private"))
		return true;
	EVP_PKEY_free(*key);
	*key = NULL;
	return false;
}

bool key_sign(EVP_PKEY *key, const u8 *digest, u8 *signature)
{
	size_t len = KACS_ED25519_SIGNATURE_BYTES, key_len;
	u8 public_key[KACS_ED25519_KEY_BYTES];
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	bool good;

	signature[0] = KACS_SIGNATURE_VERSION;
	key_len = sizeof(public_key);
	good = context &&
	       EVP_DigestSignInit(context, NULL, NULL, NULL, key) == 1 &&
	       EVP_DigestSign(context, signature + 1, &len, digest,
			      KACS_SHA256_BYTES) == 1 &&
	       EVP_PKEY_get_raw_public_key(key, public_key, &key_len) == 1;
	EVP_MD_CTX_free(context);
	if (!good) {
		complain_of_openssl("cannot sign");
		return false;
	}
	if (kacs_ed25519_verify(public_key, signature + 1, digest,
				KACS_SHA256_BYTES, hash_sha512))
		return true;
	complain("this key makes signatures that the kernel refuses");
	return false;
}

static bool table_put(struct key_table *table, const char *path, const u8 *key,
		      struct kacs_trust trust)
{
	u8 *entry =
		table->bytes + (size_t)table->count * KACS_SIGNING_KEY_BYTES;

	if (table->count == KEYS_MAX) {
		complain("%s: more than %u keys", path, KEYS_MAX);
		return false;
	}
	if (!kacs_ed25519_key_is_valid(key)) {
		complain("%s: key %u is no public key of Ed25519", path,
			 table->count);
		return false;
	}
	memcpy(entry, key, KACS_ED25519_KEY_BYTES);
	kacs_store_le32(entry + KACS_SIGNING_KEY_TYPE, trust.type);
	kacs_store_le32(entry + KACS_SIGNING_KEY_TRUST, trust.trust);
	table->count++;
	return true;
}

static bool add_pem(struct key_table *table, const char *path, FILE *file,
		    struct kacs_trust trust)
{
	u8 bytes[KACS_ED25519_KEY_BYTES];
	size_t len = sizeof(bytes);
	EVP_PKEY *key = PEM_read_PUBKEY(file, NULL, NULL, NULL);
	bool good = is_ed25519(key, path, "public");

	if (good && EVP_PKEY_get_raw_public_key(key, bytes, &len) != 1) {
		complain_of_openssl(path);
		good = false;
	}
	EVP_PKEY_free(key);
	return good && table_put(table, path, bytes, trust);
}

bool table_add(struct key_table *table, const char *path,
	       struct kacs_trust trust)
{
	FILE *file = fopen(path, "re");
	bool good;

	if (!file) {
		complain("%s: %s", path, strerror(errno));
		return false;
	}
	good = add_pem(table, path, file, trust);
	fclose(file);
	return good;
}

static bool add_entries(struct key_table *table, const char *path, FILE *file)
{
	static const u8 end[KACS_SIGNING_KEY_BYTES];
	u8 entry[KACS_SIGNING_KEY_BYTES];
	struct kacs_trust trust;
	size_t len;

	for (;;) {
		len = fread(entry, 1, sizeof(entry), file);
		if (len != sizeof(entry)) {
			complain(
				"%s: neither a public key in PEM nor a table of keys: no entry of zeros at its end",
				path);
			return false;
		}
		if (memcmp(entry, end, sizeof(end)) == 0)
			break;
		trust.type = kacs_load_le32(entry + KACS_SIGNING_KEY_TYPE);
		trust.trust = kacs_load_le32(entry + KACS_SIGNING_KEY_TRUST);
		if (!table_put(table, path, entry, trust))
			return false;
	}
	if (getc(file) == EOF)
		return true;
	complain("%s: bytes behind the end of the table", path);
	return false;
}

bool table_load(struct key_table *table, const char *path)
{
	const struct kacs_trust tcb = {KACS_PIP_TYPE_PROTECTED,
				       KACS_PIP_TRUST_TCB};
	FILE *file = fopen(path, "re");
	char first[sizeof(PEM) - 1];
	bool good;

	if (!file) {
		complain("%s: %s", path, strerror(errno));
		return false;
	}
	good = fread(first, sizeof(first), 1, file) == 1 &&
	       memcmp(first, PEM, sizeof(first)) == 0;
	rewind(file);
	good = good ? add_pem(table, path, file, tcb)
		    : add_entries(table, path, file);
	fclose(file);
	return good;
}
