package com.cogrion.keycloak;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.UUID;
import java.nio.ByteBuffer;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.keycloak.models.ClientModel;
import org.keycloak.models.ClientSessionContext;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.ProtocolMapperModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.protocol.oidc.mappers.AbstractOIDCProtocolMapper;
import org.keycloak.protocol.oidc.mappers.LogoutTokenMapper;
import org.keycloak.protocol.oidc.mappers.OIDCAccessTokenMapper;
import org.keycloak.protocol.oidc.mappers.OIDCIDTokenMapper;
import org.keycloak.protocol.oidc.mappers.TokenIntrospectionTokenMapper;
import org.keycloak.protocol.oidc.mappers.UserInfoTokenMapper;
import org.keycloak.provider.ProviderConfigProperty;
import org.keycloak.representations.AccessToken;
import org.keycloak.representations.IDToken;
import org.keycloak.representations.LogoutToken;

/**
 * Tells a workspace's application the kind of the person's grant (`cogrion_grant`), and a subject that
 * is another one in each workspace. Keycloak's own pairwise mapper wants one redirect host, or a
 * document that it fetches; a workspace has several hosts, and its id is the sector.
 */
public final class WorkspaceMapper extends AbstractOIDCProtocolMapper
    implements OIDCAccessTokenMapper, OIDCIDTokenMapper, UserInfoTokenMapper, TokenIntrospectionTokenMapper,
        LogoutTokenMapper {
    /** After Keycloak's own, one of which writes the subject. */
    private static final int LAST = 100;

    @Override
    public AccessToken transformAccessToken(AccessToken token, ProtocolMapperModel mapper, KeycloakSession session,
        UserSessionModel userSession, ClientSessionContext context) {
        return written(token, userSession, context);
    }

    @Override
    public IDToken transformIDToken(IDToken token, ProtocolMapperModel mapper, KeycloakSession session,
        UserSessionModel userSession, ClientSessionContext context) {
        return written(token, userSession, context);
    }

    @Override
    public AccessToken transformUserInfoToken(AccessToken token, ProtocolMapperModel mapper, KeycloakSession session,
        UserSessionModel userSession, ClientSessionContext context) {
        AccessToken info = written(token, userSession, context);
        // Keycloak reads the answer's subject from the other claims.
        info.getOtherClaims().put("sub", info.getSubject());
        return info;
    }

    @Override
    public AccessToken transformIntrospectionToken(AccessToken token, ProtocolMapperModel mapper,
        KeycloakSession session, UserSessionModel userSession, ClientSessionContext context) {
        return written(token, userSession, context);
    }

    @Override
    public LogoutToken transformLogoutToken(LogoutToken token, ProtocolMapperModel mapper, KeycloakSession session,
        UserSessionModel userSession, ClientSessionContext context) {
        token.setSubject(subjectOf(context.getClientSession().getClient(), userSession.getUser()));
        return token;
    }

    private static <T extends IDToken> T written(T token, UserSessionModel userSession, ClientSessionContext context) {
        ClientModel client = context.getClientSession().getClient();
        UserModel user = userSession.getUser();
        token.setSubject(subjectOf(client, user));
        WorkspaceAccess.grantOf(client, user).ifPresent(kind -> token.getOtherClaims().put("cogrion_grant", kind));
        return token;
    }

    /** Stable for a person in a workspace; without the realm's internal id nobody can compute it. */
    private static String subjectOf(ClientModel client, UserModel user) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(client.getRealm().getId().getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            byte[] digest = mac.doFinal((client.getClientId() + " " + user.getId()).getBytes(StandardCharsets.UTF_8));
            ByteBuffer half = ByteBuffer.wrap(digest);
            return new UUID(half.getLong(), half.getLong()).toString();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    @Override
    public int getPriority() {
        return LAST;
    }

    @Override
    public String getId() {
        return "cogrion-workspace-mapper";
    }

    @Override
    public String getDisplayType() {
        return "Workspace: pairwise subject and grant";
    }

    @Override
    public String getDisplayCategory() {
        return TOKEN_MAPPER_CATEGORY;
    }

    @Override
    public String getHelpText() {
        return "Writes a subject that differs in each workspace, and the kind of the person's grant.";
    }

    @Override
    public List<ProviderConfigProperty> getConfigProperties() {
        return List.of();
    }
}
