package com.cogrion.keycloak;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.Optional;
import org.keycloak.models.ClientModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.util.JsonSerialization;

/**
 * Who may sign in to a workspace. The control plane writes the answer onto the workspace's client as
 * the attribute `cogrion.access`: `{"people": {address: kind}, "domains": [name], "groups": [path]}`.
 * Addresses and domains are lower case. A client without a readable attribute lets nobody in.
 */
final class WorkspaceAccess {
    private static final String ATTRIBUTE = "cogrion.access";

    private WorkspaceAccess() {}

    /** By its id, so that no client of a workspace escapes by lacking an attribute or a scope. */
    static boolean concerns(ClientModel client) {
        return client.getClientId().startsWith("w-");
    }

    /** The kind of the person's grant: `member`, `person`, `domain` or `group`; empty for a stranger. */
    static Optional<String> grantOf(ClientModel client, UserModel user) {
        JsonNode access = read(client.getAttribute(ATTRIBUTE));
        if (access == null || user == null || user.getEmail() == null || !user.isEmailVerified()) {
            return Optional.empty();
        }
        String address = lowered(user.getEmail());
        JsonNode kind = access.path("people").get(address);
        if (kind != null && kind.isTextual()) return Optional.of(kind.textValue());
        if (contains(access.path("domains"), address.substring(address.lastIndexOf('@') + 1))) {
            return Optional.of("domain");
        }
        boolean isInGroup = access.path("groups").size() > 0 && user.getGroupsStream()
            .anyMatch(group -> contains(access.path("groups"), KeycloakModelUtils.buildGroupPath(group)));
        return isInGroup ? Optional.of("group") : Optional.empty();
    }

    private static JsonNode read(String text) {
        if (text == null) return null;
        try {
            return JsonSerialization.mapper.readTree(text);
        } catch (IOException unreadable) {
            return null;
        }
    }

    private static boolean contains(JsonNode list, String wanted) {
        for (JsonNode each : list) {
            if (wanted.equals(each.textValue())) return true;
        }
        return false;
    }

    /** A-Z only, as the control plane does it: other letters must not become ASCII ones. */
    private static String lowered(String address) {
        StringBuilder text = new StringBuilder(address);
        for (int i = 0; i < text.length(); i++) {
            char letter = text.charAt(i);
            if (letter >= 'A' && letter <= 'Z') text.setCharAt(i, (char) (letter + 32));
        }
        return text.toString();
    }
}
