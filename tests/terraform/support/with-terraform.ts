import { findTerraform } from "@cogrion/local-stack/toolchain/terraform";
import { describe, expect, test } from "vitest";

const command = await findTerraform();
const missing = "no Terraform 1.11 or later on the PATH (https://developer.hashicorp.com/terraform/install)";

/** Tests that need Terraform; without it, one title of the suite says what it left out. */
export const describeWithTerraform = (title: string, tests: (command: string) => void): void => {
  test(
    command === undefined ? `the checks of "${title}" are left out: ${missing}` : `${title}: Terraform is here`,
    () => {
      expect(command ?? missing).not.toBe("");
    },
  );
  describe.each(command === undefined ? [] : [command])(title, (each) => {
    tests(each);
  });
};
