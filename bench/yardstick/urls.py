from django.shortcuts import get_object_or_404, render
from django.urls import path

from .models import Note


def note(request, pk):
    return render(request, "note.html", {"note": get_object_or_404(Note, pk=pk)})


urlpatterns = [path("<int:pk>/", note)]
