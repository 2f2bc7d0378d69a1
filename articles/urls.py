"""The paper's addresses."""

urlpatterns = []
