"""Projects, their people, keys and notes."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from projects import audit_views, invitation_views, key_views, member_views, project_views

members_urlpatterns = [
    path("", member_views.members, name="settings-members"),
    path("invite/", member_views.invite, name="settings-members-invite"),
    path("<int:id>/role/", member_views.set_role, name="settings-members-role"),
    path("<int:id>/remove/", member_views.remove, name="settings-members-remove"),
    path("invitations/<int:id>/withdraw/", member_views.withdraw, name="settings-members-withdraw"),
]

keys_urlpatterns = [
    path("", key_views.keys, name="settings-keys"),
    path("new/", key_views.new_key, name="settings-keys-new"),
    path("<int:id>/roll/", key_views.roll, name="settings-keys-roll"),
    path("<int:id>/revoke/", key_views.revoke, name="settings-keys-revoke"),
    path("upstream/", key_views.register_upstream, name="settings-keys-upstream"),
    path("upstream/<int:id>/remove/", key_views.remove_upstream, name="settings-keys-upstream-remove"),
]

settings_urlpatterns: list[URLPattern | URLResolver] = [
    path("project/", project_views.project_settings, name="settings-project"),
    path("project/archive/", project_views.archive, name="settings-project-archive"),
    path("project/restore/", project_views.restore, name="settings-project-restore"),
    path("members/", include(members_urlpatterns)),
    path("keys/", include(keys_urlpatterns)),
    path("audit/", audit_views.audit, name="settings-audit"),
    path("audit.csv", audit_views.audit_csv, name="settings-audit-csv"),
]

urlpatterns = [
    path("projects/", project_views.projects, name="projects"),
    path("projects/new/", project_views.new_project, name="project-new"),
    path("p/<slug:slug>/leave/", project_views.leave, name="project-leave"),
    path("p/<slug:slug>/settings/", include(settings_urlpatterns)),
    path("invitations/<str:token>/", invitation_views.invitation, name="invitation"),
]
