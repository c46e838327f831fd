// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * The descriptor of a new file: PSD-004 3.6, 14.1 "File open and create".
 */
#include <sys/mount.h>
#include "scratch.h"

#define SACL KACS_SACL_SECURITY_INFORMATION

/* One line of the table: a directory's ACEs, and what Alice's children get. */
struct inheritance {
	const char *rule;
	const char *parent;
	const char *file;
	const char *directory;
};

#define PARENT "O:SYG:SYD:(A;;FA;;;" ALICE ")"
#define CHILD "O:" ALICE "G:" ALICE "D:AI"

static const struct inheritance table[] = {
	{"creator_owner_is_replaced", PARENT "(A;OICIIO;FA;;;CO)",
	 CHILD "(A;ID;FA;;;" ALICE ")",
	 CHILD "(A;ID;FA;;;" ALICE ")(A;OICIIOID;FA;;;CO)"},
	{"creator_group_is_replaced", PARENT "(A;OI;FR;;;CG)",
	 CHILD "(A;ID;FR;;;" ALICE ")", CHILD "(A;OIIOID;FR;;;CG)"},
	{"object_inherit_goes_to_files", PARENT "(A;OI;FR;;;BU)",
	 CHILD "(A;ID;FR;;;BU)", CHILD "(A;OIIOID;FR;;;BU)"},
	{"container_inherit_goes_to_directories",
	 PARENT "(A;CI;FR;;;BU)(A;OI;FX;;;BA)", CHILD "(A;ID;FX;;;BA)",
	 CHILD "(A;CIID;FR;;;BU)(A;OIIOID;FX;;;BA)"},
	{"no_propagate_ends_inheritance", PARENT "(A;OICINP;FR;;;BU)",
	 CHILD "(A;ID;FR;;;BU)", CHILD "(A;ID;FR;;;BU)"},
	{"inherit_only_takes_effect_on_the_child", PARENT "(A;OICIIO;FR;;;BU)",
	 CHILD "(A;ID;FR;;;BU)", CHILD "(A;OICIID;FR;;;BU)"},
	{"deny_aces_are_inherited_in_order",
	 PARENT "(D;OICI;FW;;;" CONTRACTORS ")(A;OICI;FA;;;BU)",
	 CHILD "(D;ID;FW;;;" CONTRACTORS ")(A;ID;FA;;;BU)",
	 CHILD "(D;OICIID;FW;;;" CONTRACTORS ")(A;OICIID;FA;;;BU)"},
	{"generic_rights_are_mapped", PARENT "(A;OICI;GR;;;BU)",
	 CHILD "(A;ID;FR;;;BU)", CHILD "(A;OICIID;FR;;;BU)"},
	{"protected_parent_still_passes_on",
	 "O:SYG:SYD:P(A;;FA;;;" ALICE ")(A;OICI;FR;;;BU)",
	 CHILD "(A;ID;FR;;;BU)", CHILD "(A;OICIID;FR;;;BU)"},
};

static void test_table(void)
{
	size_t i;

	for (i = 0; i < sizeof(table) / sizeof(*table); i++) {
		make_directory("parent", table[i].parent);
		as(alice, open("parent/file", O_WRONLY | O_CREAT, 0600));
		as(alice, mkdir("parent/directory", 0700));
		tap_str(sd_text("parent/file", OGD), table[i].file, "%s_file",
			table[i].rule);
		tap_str(sd_text("parent/directory", OGD), table[i].directory,
			"%s_directory", table[i].rule);
		must(unlink("parent/file"));
		must(rmdir("parent/directory"));
		must(rmdir("parent"));
	}
}

static void test_kinds(void)
{
	make_directory("kinds", PARENT "(A;OI;FR;;;BU)(A;CI;FX;;;BU)");
	as(alice, mknod("kinds/fifo", S_IFIFO | 0600, 0));
	as(alice, symlink("target", "kinds/link"));
	tap_str(sd_text("kinds/fifo", OGD), CHILD "(A;ID;FR;;;BU)",
		"special_files_inherit_as_files");
	tap_str(sd_text("kinds/link", OGD), CHILD "(A;ID;FR;;;BU)",
		"symbolic_links_inherit_as_files");
}

static void test_defaults(void)
{
	int grouped =
		token_for(.user = ALICE,
			  .groups = GROUP_WITH(CONTRACTORS,
					       "\"mandatory\",\"enabled\","
					       "\"owner\""),
			  .more = "\"owner_index\":4,\"primary_group_index\":3");
	int without =
		mint_json("{\"user\":\"" ALICE "\",\"privileges\":{\"present\":"
			  "[\"SeChangeNotifyPrivilege\"],\"enabled\":"
			  "[\"SeChangeNotifyPrivilege\"]}}");

	make_directory("plain", PARENT);
	as(alice, open("plain/default", O_WRONLY | O_CREAT, 0600));
	tap_str(sd_text("plain/default", OGD),
		"O:" ALICE "G:" ALICE
		"D:(A;;FA;;;SY)(A;;FA;;;BA)(A;;FA;;;" ALICE ")",
		"without_inheritable_aces_the_default_dacl_counts");
	as(grouped, open("plain/grouped", O_WRONLY | O_CREAT, 0600));
	tap_str(sd_text("plain/grouped",
			KACS_OWNER_SECURITY_INFORMATION |
				KACS_GROUP_SECURITY_INFORMATION),
		"O:" CONTRACTORS "G:BU",
		"owner_and_group_are_the_tokens_defaults");
	as(without, open("plain/without", O_WRONLY | O_CREAT, 0600));
	tap_str(sd_text("plain/without", OGD), "O:" ALICE "G:" ALICE,
		"without_a_default_dacl_there_is_a_null_dacl");
	tap_as(bob, open("plain/without", O_RDWR), 0,
	       "null_dacl_of_a_new_file_allows_everybody");
	close(grouped);
	close(without);
}

static void test_labels(void)
{
	make_directory("low", PARENT "(A;OICI;FA;;;BU)");
	give_sd("low", "S:(ML;OICI;NW;;;LW)");
	as(alice, open("low/file", O_WRONLY | O_CREAT, 0600));
	as(alice, mkdir("low/directory", 0700));
	tap_str(sd_text("low/file", SACL), "S:AI(ML;ID;NW;;;LW)",
		"labels_are_inherited_by_files");
	tap_str(sd_text("low/directory", SACL), "S:AI(ML;OICIID;NW;;;LW)",
		"labels_are_inherited_by_directories");
	make_directory("unlabelled", PARENT "(A;OICI;FA;;;BU)");
	as(alice, open("unlabelled/file", O_WRONLY | O_CREAT, 0600));
	tap_str(sd_text("unlabelled/file", SACL), "",
		"without_inheritable_labels_there_is_none");
}

static void test_projection(void)
{
	struct stat st;

	make_directory("owners", PARENT "(A;OICI;FA;;;BU)");
	as(alice, open("owners/file", O_WRONLY | O_CREAT, 0600));
	must(stat("owners/file", &st));
	tap_eq(st.st_uid, 1001, "new_files_belong_to_the_projected_uid");
	tap_eq(st.st_gid, 1001, "new_files_belong_to_the_projected_gid");
}

/* What was inherited has reached the medium. */
static void test_persistence(void)
{
	if (!scratch_with("O:SYG:SYD:(A;OICI;FA;;;SY)(A;OICI;FRFX;;;WD)")) {
		tap_skip("inherited_descriptor_is_on_the_medium", "no disk");
		return;
	}
	make_directory("/scratch/inherit", PARENT "(A;OICI;FR;;;BU)");
	as(alice, open("/scratch/inherit/file", O_WRONLY | O_CREAT, 0600));
	must(umount(PLACE));
	must(mount("/dev/vda", "/scratch", "ext4", 0, NULL));
	tap_str(sd_text("/scratch/inherit/file", OGD), CHILD "(A;ID;FR;;;BU)",
		"inherited_descriptor_is_on_the_medium");
	must(unlink("/scratch/inherit/file"));
	must(rmdir("/scratch/inherit"));
}

int main(void)
{
	meet_people("inherit");
	test_table();
	test_kinds();
	test_defaults();
	test_labels();
	test_projection();
	test_persistence();
	return tap_done();
}
