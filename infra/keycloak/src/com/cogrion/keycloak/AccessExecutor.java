package com.cogrion.keycloak;

import org.keycloak.OAuthErrorException;
import org.keycloak.models.AuthenticatedClientSessionModel;
import org.keycloak.representations.idm.ClientPolicyExecutorConfigurationRepresentation;
import org.keycloak.services.clientpolicy.ClientPolicyContext;
import org.keycloak.services.clientpolicy.ClientPolicyException;
import org.keycloak.services.clientpolicy.context.ClientPolicyClientSessionContext;
import org.keycloak.services.clientpolicy.executor.ClientPolicyExecutorProvider;

/**
 * Refuses every token of a workspace's client for a person without a grant: at the code, at each
 * refresh, at the user's info, and whichever way the person signed in.
 */
final class AccessExecutor
    implements ClientPolicyExecutorProvider<ClientPolicyExecutorConfigurationRepresentation> {
    @Override
    public void executeOnEvent(ClientPolicyContext context) throws ClientPolicyException {
        if (!(context instanceof ClientPolicyClientSessionContext of)) return;
        AuthenticatedClientSessionModel session = of.getClientSession();
        if (session == null || !WorkspaceAccess.concerns(session.getClient())) return;
        if (WorkspaceAccess.grantOf(session.getClient(), session.getUserSession().getUser()).isPresent()) return;
        throw new ClientPolicyException(OAuthErrorException.INVALID_GRANT, "no grant for this workspace");
    }

    @Override
    public String getProviderId() {
        return AccessExecutorFactory.ID;
    }
}
