/** Where Maven Central keeps what `group:artifact:version:extension` names. */
export const mavenUrlOf = (coordinates: string): string => {
  const [group = "", artifact = "", version = "", extension = ""] = coordinates.split(":");
  return `https://repo1.maven.org/maven2/${group.replaceAll(".", "/")}/${artifact}/${version}/${artifact}-${version}.${extension}`;
};
