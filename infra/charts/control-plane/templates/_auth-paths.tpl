{{/* What a sign-in needs of Keycloak, as apps/auth-proxy/src/route.ts has it; a test compares the two. The load balancer's own wildcard stands for one alias or more. */}}
{{- define "cogrion.authPaths.exact" -}}
/realms/REGION/.well-known/openid-configuration
/realms/REGION/protocol/openid-connect/auth
/realms/REGION/protocol/openid-connect/auth/device
/realms/REGION/protocol/openid-connect/certs
/realms/REGION/protocol/openid-connect/ext/par/request
/realms/REGION/protocol/openid-connect/login-status-iframe.html
/realms/REGION/protocol/openid-connect/login-status-iframe.html/init
/realms/REGION/protocol/openid-connect/3p-cookies/step1.html
/realms/REGION/protocol/openid-connect/3p-cookies/step2.html
/realms/REGION/protocol/openid-connect/logout
/realms/REGION/protocol/openid-connect/logout/logout-confirm
/realms/REGION/protocol/openid-connect/revoke
/realms/REGION/protocol/openid-connect/token
/realms/REGION/protocol/openid-connect/userinfo
/realms/REGION/login-actions/action-token
/realms/REGION/login-actions/authenticate
/realms/REGION/login-actions/consent
/realms/REGION/login-actions/detached-info
/realms/REGION/login-actions/first-broker-login
/realms/REGION/login-actions/post-broker-login
/realms/REGION/login-actions/registration
/realms/REGION/login-actions/required-action
/realms/REGION/login-actions/reset-credentials
/realms/REGION/login-actions/restart
/realms/REGION/broker/after-first-broker-login
/realms/REGION/broker/after-post-broker-login
/realms/REGION/device
/realms/REGION/device/status
{{- end -}}
{{- define "cogrion.authPaths.wildcard" -}}
/realms/REGION/broker/*/endpoint
/realms/REGION/broker/*/endpoint/logout_response
/realms/REGION/broker/*/login
/resources/*/login/*
/resources/*/common/*
/resources/*/account-common/*
{{- end -}}
