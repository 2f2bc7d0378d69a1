from django.db import models


class Note(models.Model):
    headline = models.CharField(max_length=100)
    body = models.TextField()

    def __str__(self):
        return self.headline
