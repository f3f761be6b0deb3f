package com.cogrion.keycloak;

import org.keycloak.Config;
import org.keycloak.authentication.RequiredActionContext;
import org.keycloak.authentication.RequiredActionFactory;
import org.keycloak.authentication.RequiredActionProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;

/**
 * Ends the sign-in of a person without a grant before there is a code, or a question of consent.
 * Keycloak evaluates it after each authentication, also by an existing session or another provider.
 */
public final class AccessAction implements RequiredActionProvider, RequiredActionFactory {
    private static final String ID = "cogrion-workspace-access";

    @Override
    public void evaluateTriggers(RequiredActionContext context) {
        var session = context.getAuthenticationSession();
        if (isRefused(context)) session.addRequiredAction(ID);
        else session.removeRequiredAction(ID);
    }

    /** The application is answered with `access_denied`. */
    @Override
    public void requiredActionChallenge(RequiredActionContext context) {
        if (isRefused(context)) context.failure();
        else context.success();
    }

    @Override
    public void processAction(RequiredActionContext context) {
        requiredActionChallenge(context);
    }

    private static boolean isRefused(RequiredActionContext context) {
        var client = context.getAuthenticationSession().getClient();
        return WorkspaceAccess.concerns(client) && WorkspaceAccess.grantOf(client, context.getUser()).isEmpty();
    }

    @Override
    public RequiredActionProvider create(KeycloakSession session) {
        return this;
    }

    @Override
    public String getId() {
        return ID;
    }

    @Override
    public String getDisplayText() {
        return "Access to the workspace";
    }

    @Override
    public void init(Config.Scope config) {}

    @Override
    public void postInit(KeycloakSessionFactory factory) {}

    @Override
    public void close() {}
}
