// SPDX-License-Identifier: GPL-2.0-only OR MIT
#include "unit_test.h"

#include <unistd.h>

static void sid_text_round_trips(void **state)
{
	static const char *const texts[] = {
		"S-1-1-0",	"S-1-5-32-544",
		"S-1-5",	"S-1-0x123456789abc-1",
		"S-1-16-12288", "S-1-5-21-4294967295-0-1-1001",
	};
	char text[KACS_SID_TEXT_BYTES];
	uint8_t sid[KACS_SID_MAX_BYTES];
	size_t i, len;

	(void)state;
	for (i = 0; i < COUNT(texts); i++) {
		assert_int_equal(kacs_sid_from_text(texts[i], sid, &len, NULL),
				 0);
		assert_int_equal(kacs_sid_to_text(sid, len, text), 0);
		assert_string_equal(text, texts[i]);
	}
}

static void damaged_sids_have_no_text(void **state)
{
	uint8_t sid[KACS_SID_MAX_BYTES] = {2, 1};
	char text[KACS_SID_TEXT_BYTES];

	(void)state;
	assert_int_equal(kacs_sid_to_text(sid, 12, text), -1);
	sid[0] = 1;
	sid[1] = 16;
	assert_int_equal(kacs_sid_to_text(sid, sizeof(sid), text), -1);
	sid[1] = 1;
	assert_int_equal(kacs_sid_to_text(sid, 11, text), -1);
	assert_int_equal(kacs_sid_to_text(sid, 12, text), 0);
}

static void assert_named(const char *name, const char *sid)
{
	uint8_t bytes[KACS_SID_MAX_BYTES];
	char text[KACS_SID_TEXT_BYTES];
	size_t len;

	if (kacs_sid_from_name(name, NULL, bytes, &len, NULL) < 0)
		fail_msg("\"%s\" is unknown", name);
	kacs_sid_to_text(bytes, len, text);
	assert_string_equal(text, sid);
}

static void well_known_names_go_both_ways(void **state)
{
	uint8_t sid[KACS_SID_MAX_BYTES];
	char name[KACS_NAME_BYTES];
	size_t len;

	(void)state;
	assert_named("Everyone", "S-1-1-0");
	assert_named("everyone", "S-1-1-0");
	assert_named("BUILTIN\\Users", "S-1-5-32-545");
	assert_named("users", "S-1-5-32-545");
	assert_named("SYSTEM", "S-1-5-18");
	assert_named("BU", "S-1-5-32-545");
	assert_named("S-1-5-7", "S-1-5-7");
	assert_int_equal(
		kacs_sid_from_name("nobody at all", NULL, sid, &len, NULL), -1);
	kacs_sid_from_text("S-1-5-32-544", sid, &len, NULL);
	assert_true(kacs_sid_name(sid, len, NULL, name));
	assert_string_equal(name, "BUILTIN\\Administrators");
	kacs_sid_from_text(SID_ALICE, sid, &len, NULL);
	assert_false(kacs_sid_name(sid, len, NULL, name));
	assert_string_equal(name, SID_ALICE);
}

static void every_sid_of_2_2_has_its_name(void **state)
{
	static const struct {
		const char *name;
		const char *sid;
	} sids[] = {
		{"Nobody", "S-1-0-0"},
		{"Everyone", "S-1-1-0"},
		{"Local", "S-1-2-0"},
		{"Console Logon", "S-1-2-1"},
		{"Creator Owner", "S-1-3-0"},
		{"Creator Group", "S-1-3-1"},
		{"Owner Rights", "S-1-3-4"},
		{"Network", "S-1-5-2"},
		{"Interactive", "S-1-5-4"},
		{"Service", "S-1-5-6"},
		{"Anonymous", "S-1-5-7"},
		{"Principal Self", "S-1-5-10"},
		{"Authenticated Users", "S-1-5-11"},
		{"SYSTEM", "S-1-5-18"},
		{"Local Service", "S-1-5-19"},
		{"Network Service", "S-1-5-20"},
		{"BUILTIN\\Administrators", "S-1-5-32-544"},
		{"BUILTIN\\Users", "S-1-5-32-545"},
		{"BUILTIN\\Guests", "S-1-5-32-546"},
		{"BUILTIN\\Backup Operators", "S-1-5-32-551"},
		{"Untrusted integrity", "S-1-16-0"},
		{"Low integrity", "S-1-16-4096"},
		{"Medium integrity", "S-1-16-8192"},
		{"High integrity", "S-1-16-12288"},
		{"System integrity", "S-1-16-16384"},
		{"No trust", "S-1-19-0-0"},
		{"Protected Authenticode", "S-1-19-512-1024"},
		{"Protected AntiMalware", "S-1-19-512-1536"},
		{"Protected App", "S-1-19-512-2048"},
		{"Protected Peios", "S-1-19-512-4096"},
		{"Protected PeiosTcb", "S-1-19-512-8192"},
		{"Isolated PeiosTcb", "S-1-19-1024-8192"},
		{"All Application Packages", "S-1-15-2-1"},
		{"All Restricted Application Packages", "S-1-15-2-2"},
		{"internetClient", "S-1-15-3-1"},
		{"internetClientServer", "S-1-15-3-2"},
		{"privateNetworkClientServer", "S-1-15-3-3"},
		{"enterpriseAuthentication", "S-1-15-3-8"},
		{"sharedUserCertificates", "S-1-15-3-9"},
		{"removableStorage", "S-1-15-3-10"},
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(sids) / sizeof(sids[0]); i++)
		assert_named(sids[i].name, sids[i].sid);
}

/* 2.2: as Windows computes them, where it does. */
static void services_and_capabilities_have_computed_sids(void **state)
{
	uint8_t sid[KACS_SID_MAX_BYTES];
	struct kacs_diagnostic diagnostic;
	size_t len;

	(void)state;
	assert_named("SERVICE\\TrustedInstaller",
		     "S-1-5-80-956008885-3418522649-1831038044-1853292631-"
		     "2271478464");
	assert_named("service\\JELLYFIN",
		     "S-1-5-80-1703982269-1829404860-3597279263-2390199843-"
		     "3166537581");
	assert_named("CAPABILITY\\lpacAppExperience",
		     "S-1-15-3-1502825166-1963708345-2616377461-2562897074-"
		     "4192028372-3968301570-1997628692-1435953622");
	assert_named("CAPABILITY\\InternetClient", "S-1-15-3-1");
	assert_int_equal(kacs_sid_of_service("", sid, &len, &diagnostic), -1);
	assert_int_equal(
		kacs_sid_of_service("caf\xc3\xa9", sid, &len, &diagnostic), -1);
	assert_int_equal(diagnostic.offset, 3);
	assert_int_equal(kacs_sid_of_capability("a b", sid, &len, &diagnostic),
			 -1);
	assert_int_equal(diagnostic.offset, 1);
}

/* A file with this text; the name must be removed. */
static const char *write_file(const char *text)
{
	static char path[] = "principals.XXXXXX";
	int fd;

	strcpy(path, "principals.XXXXXX");
	fd = mkstemp(path);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
	close(fd);
	return path;
}

static void a_principals_file_names_its_own(void **state)
{
	const char *path = write_file("# names\n"
				      "alice\t" SID_ALICE "\n"
				      "\n"
				      "  Corp\\The Boss \t S-1-5-18\n");
	struct kacs_principals *table = kacs_principals_load(path, NULL);
	uint8_t sid[KACS_SID_MAX_BYTES];
	char name[KACS_NAME_BYTES];
	size_t len;

	(void)state;
	unlink(path);
	assert_non_null(table);
	assert_int_equal(kacs_sid_from_name("Alice", table, sid, &len, NULL),
			 0);
	assert_true(kacs_sid_name(sid, len, table, name));
	assert_string_equal(name, "alice");
	assert_int_equal(kacs_sid_from_name("the boss", table, sid, &len, NULL),
			 0);
	assert_true(kacs_sid_name(sid, len, table, name));
	assert_string_equal(name, "Corp\\The Boss");
	kacs_principals_free(table);
}

static void a_damaged_principals_file_names_the_line(void **state)
{
	static const struct {
		const char *text;
		size_t offset;
		const char *message;
	} files[] = {
		{"alice\t" SID_ALICE "\nbob S-1-5-18\n", 26, "a TAB"},
		{"alice\tS-1-\n", 0, "authority"},
		{"\tS-1-5-18\n", 0, "a TAB"},
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(files); i++) {
		const char *path = write_file(files[i].text);
		struct kacs_diagnostic diagnostic;

		assert_null(kacs_principals_load(path, &diagnostic));
		unlink(path);
		assert_int_equal(diagnostic.offset, files[i].offset);
		assert_non_null(strstr(diagnostic.message, files[i].message));
	}
}

static void a_principals_file_that_cannot_be_read_is_no_table(void **state)
{
	struct kacs_diagnostic diagnostic;

	(void)state;
	/* It opens, and then it does not read. */
	assert_null(kacs_principals_load("/", &diagnostic));
	assert_int_equal(errno, EISDIR);
	assert_non_null(strstr(diagnostic.message, "cannot be read"));
	assert_null(kacs_principals_load("/dev/null/none", &diagnostic));
	assert_int_equal(errno, ENOTDIR);
}

static void no_principals_file_is_an_empty_table(void **state)
{
	struct kacs_principals *table =
		kacs_principals_load("/nonexistent/principals", NULL);

	(void)state;
	assert_non_null(table);
	kacs_principals_free(table);
}

static void assert_rights(const char *text, enum kacs_rights_use use,
			  uint32_t expected)
{
	struct kacs_diagnostic diagnostic;
	uint32_t mask;

	if (kacs_rights_from_text(text, KACS_OBJECT_FILE, use, &mask,
				  &diagnostic) < 0)
		fail_msg("%s: %s", text, diagnostic.message);
	if (mask != expected)
		fail_msg("%s: 0x%x, expected 0x%x", text, mask, expected);
}

/* 11.3: what an open insists on. */
static void words_that_ask_mean_what_an_open_insists_on(void **state)
{
	(void)state;
	assert_rights("read", KACS_RIGHTS_ASK, 0x81);
	assert_rights("write", KACS_RIGHTS_ASK, 0x82);
	assert_rights("append", KACS_RIGHTS_ASK, 0x84);
	assert_rights("execute", KACS_RIGHTS_ASK, 0x20);
	assert_rights("delete", KACS_RIGHTS_ASK, 0x10000);
	assert_rights("READ,Write", KACS_RIGHTS_ASK, 0x83);
}

static void words_that_allow_mean_the_generic_rights(void **state)
{
	(void)state;
	assert_rights("read", KACS_RIGHTS_ALLOW, 0x120089);
	assert_rights("write", KACS_RIGHTS_ALLOW, 0x120116);
	assert_rights("execute", KACS_RIGHTS_ALLOW, 0x1200a0);
	assert_rights("modify", KACS_RIGHTS_ALLOW, 0x1301bf);
	assert_rights("full", KACS_RIGHTS_ALLOW, 0x1f01ff);
}

/* One who may not write may still read, and the other way round. */
static void denying_one_purpose_leaves_the_others(void **state)
{
	static const char *const words[] = {"read", "write", "execute"};
	size_t i, j;

	(void)state;
	for (i = 0; i < COUNT(words); i++)
		for (j = 0; j < COUNT(words); j++) {
			uint32_t denied, asked;

			kacs_rights_from_text(words[i], KACS_OBJECT_FILE,
					      KACS_RIGHTS_DENY, &denied, NULL);
			kacs_rights_from_text(words[j], KACS_OBJECT_FILE,
					      KACS_RIGHTS_ASK, &asked, NULL);
			assert_int_equal((denied & asked) != 0, i == j);
		}
}

static void rights_may_be_constants_letters_and_numbers(void **state)
{
	(void)state;
	assert_rights("FILE_WRITE_DATA|WRITE_DAC", KACS_RIGHTS_ASK, 0x40002);
	assert_rights("file_add_file", KACS_RIGHTS_ASK, 2);
	assert_rights("GENERIC_READ", KACS_RIGHTS_ASK, 0x80000000);
	assert_rights("FRFX", KACS_RIGHTS_ASK, 0x1200a9);
	assert_rights("0x1f", KACS_RIGHTS_ASK, 0x1f);
	assert_rights("16 + 1", KACS_RIGHTS_ASK, 0x11);
}

static void rights_of_a_directory_service_have_names(void **state)
{
	struct kacs_authz_mapping mapping;
	char text[256];
	uint32_t type, mask;

	(void)state;
	assert_int_equal(kacs_authz_mapping_of("ds", &mapping, &type), 0);
	assert_int_equal(type, KACS_OBJECT_DS);
	assert_int_equal(
		kacs_rights_from_text("ads_right_ds_read_prop, CC | CR", type,
				      KACS_RIGHTS_ASK, &mask, NULL),
		0);
	assert_int_equal(mask, 0x111);
	kacs_rights_constants(mask | KACS_DELETE, type, "|", text,
			      sizeof(text));
	assert_string_equal(text, "ADS_RIGHT_DS_CREATE_CHILD|"
				  "ADS_RIGHT_DS_READ_PROP|"
				  "ADS_RIGHT_DS_CONTROL_ACCESS|DELETE");
	assert_string_equal(kacs_object_type_name(type),
			    "directory service object");
}

static void unknown_rights_name_their_place(void **state)
{
	static const struct {
		const char *text;
		size_t offset;
	} texts[] = {
		{"", 0},	   {" ", 1},
		{"read,wirte", 5}, {"0x100000000", 0},
		{"1f", 0},	   {"TOKEN_QUERY", 0},
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(texts); i++) {
		struct kacs_diagnostic diagnostic;
		uint32_t mask;

		assert_int_equal(kacs_rights_from_text(
					 texts[i].text, KACS_OBJECT_FILE,
					 KACS_RIGHTS_ASK, &mask, &diagnostic),
				 -1);
		assert_int_equal(diagnostic.offset, texts[i].offset);
	}
}

static void assert_words(uint32_t mask, uint32_t type, const char *expected)
{
	char words[256];

	kacs_rights_words(mask, type, words, sizeof(words));
	assert_string_equal(words, expected);
}

static void masks_have_words(void **state)
{
	(void)state;
	assert_words(0x1f01ff, KACS_OBJECT_FILE, "full");
	assert_words(0x1301bf, KACS_OBJECT_FILE, "modify");
	assert_words(0x1200a9, KACS_OBJECT_FILE, "read, execute");
	assert_words(0x116, KACS_OBJECT_FILE, "write");
	assert_words(0x10116, KACS_OBJECT_FILE, "write, delete");
	assert_words(0x2, KACS_OBJECT_FILE, "write data");
	assert_words(0x2, KACS_OBJECT_DIRECTORY, "add files");
	assert_words(0x3, KACS_OBJECT_PROCESS, "terminate, signal");
	assert_words(0x8, KACS_OBJECT_TOKEN, "query");
	assert_words(0x8, KACS_OBJECT_USER, "0x8");
	assert_words(0x20094, KACS_OBJECT_DS,
		     "list children, read properties, list the object, "
		     "read permissions");
	assert_words(0x1ff, KACS_OBJECT_DS,
		     "create children, delete children, list children, "
		     "make validated writes, read properties, "
		     "write properties, delete the tree, list the object, "
		     "use extended rights");
	assert_words(0, KACS_OBJECT_FILE, "nothing");
	assert_words(0xffffffff, KACS_OBJECT_FILE,
		     "full, access the SACL, maximum allowed, generic all, "
		     "generic execute, generic write, generic read, 0xce0fe00");
}

static void wishes_have_verbs(void **state)
{
	char text[512];

	(void)state;
	kacs_rights_verbs(0x82, KACS_OBJECT_FILE, text, sizeof(text));
	assert_string_equal(text, "write");
	kacs_rights_verbs(0x80, KACS_OBJECT_FILE, text, sizeof(text));
	assert_string_equal(text, "read attributes");
	kacs_rights_verbs(0x1f01ff, KACS_OBJECT_FILE, text, sizeof(text));
	assert_string_equal(text, "do everything");
	kacs_rights_constants(0x82, KACS_OBJECT_FILE, " | ", text,
			      sizeof(text));
	assert_string_equal(text, "FILE_WRITE_DATA | FILE_READ_ATTRIBUTES");
}

static void texts_that_do_not_fit_are_cut(void **state)
{
	char text[8];

	(void)state;
	kacs_rights_constants(0xffffffff, KACS_OBJECT_FILE, "|", text,
			      sizeof(text));
	assert_string_equal(text, "FILE_RE");
}

static void privileges_have_names(void **state)
{
	unsigned int bit, named = 0;

	(void)state;
	assert_int_equal(kacs_privilege_bit("SeBackupPrivilege"),
			 KACS_SE_BACKUP);
	assert_int_equal(kacs_privilege_bit("sebackupprivilege"),
			 KACS_SE_BACKUP);
	assert_int_equal(kacs_privilege_bit("Backup"), KACS_SE_BACKUP);
	assert_int_equal(kacs_privilege_bit("SeBackup"), KACS_SE_BACKUP);
	assert_int_equal(kacs_privilege_bit("backupprivilege"), KACS_SE_BACKUP);
	assert_int_equal(kacs_privilege_bit("Security"), KACS_SE_SECURITY);
	assert_int_equal(kacs_privilege_bit("SeSecurity"), KACS_SE_SECURITY);
	assert_int_equal(kacs_privilege_bit("SeFooPrivilege"), -1);
	assert_int_equal(kacs_privilege_bit("SeBackupPrivileges"), -1);
	assert_int_equal(kacs_privilege_bit("SePrivilege"), -1);
	assert_int_equal(kacs_privilege_bit("S"), -1);
	assert_int_equal(kacs_privilege_bit(""), -1);
	for (bit = 0; bit < 64; bit++) {
		const char *name = kacs_privilege_name(bit);

		assert_int_equal(name != NULL, KACS_PRIVILEGE_ALL >> bit & 1);
		if (name) {
			assert_int_equal(kacs_privilege_bit(name), bit);
			named++;
		}
	}
	assert_int_equal(named, 36);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sid_text_round_trips),
		cmocka_unit_test(damaged_sids_have_no_text),
		cmocka_unit_test(well_known_names_go_both_ways),
		cmocka_unit_test(every_sid_of_2_2_has_its_name),
		cmocka_unit_test(services_and_capabilities_have_computed_sids),
		cmocka_unit_test(a_principals_file_names_its_own),
		cmocka_unit_test(a_damaged_principals_file_names_the_line),
		cmocka_unit_test(
			a_principals_file_that_cannot_be_read_is_no_table),
		cmocka_unit_test(no_principals_file_is_an_empty_table),
		cmocka_unit_test(words_that_ask_mean_what_an_open_insists_on),
		cmocka_unit_test(words_that_allow_mean_the_generic_rights),
		cmocka_unit_test(denying_one_purpose_leaves_the_others),
		cmocka_unit_test(rights_may_be_constants_letters_and_numbers),
		cmocka_unit_test(rights_of_a_directory_service_have_names),
		cmocka_unit_test(unknown_rights_name_their_place),
		cmocka_unit_test(masks_have_words),
		cmocka_unit_test(wishes_have_verbs),
		cmocka_unit_test(texts_that_do_not_fit_are_cut),
		cmocka_unit_test(privileges_have_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
