"""Pictures that weigh what photographs do, made on the spot, and a story that shows four of them.

Light, haze, edges, texture of all sizes and a sensor's grain: noise whose strength falls with its size, as in
photographs of landscapes. Nobody's work but this suite's.
"""

from random import Random

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageOps

WIDTH, HEIGHT = 3000, 2000
SUBJECTS = ("A bay at first light", "Hills behind the port", "The far shore", "Rain over the strait")


def photograph(seed=0, width=WIDTH, height=HEIGHT):
    """Draw a landscape of hills in haze over water, another for each seed."""
    random = Random(seed)  # noqa: S311 - the same picture for the same seed
    warm, cool = (
        (random.randint(150, 250), random.randint(140, 190), random.randint(90, 150)),
        (70, 110, 150),
    )
    sky = ImageOps.colorize(Image.linear_gradient("L").resize((width, height)), cool, warm)
    picture = Image.blend(sky, _texture(random, width, height, 9, 7).convert("RGB"), 0.12)
    for layer in range(4):
        picture = _hills(picture, random, layer)
    picture = _water(picture, random)
    grain = Image.frombytes("L", (width, height), random.randbytes(width * height))
    grain = grain.point(lambda value: value // 20).filter(ImageFilter.BoxBlur(0.8)).convert("RGB")
    return ImageChops.add(picture, grain, offset=-6)


def _texture(random, width, height, coarsest, finest=0):
    """Return noise of all sizes, the larger the stronger, about a middle grey."""
    result = Image.new("L", (width, height), 128)
    for octave in range(coarsest, finest - 1, -1):
        size = max(2, width >> octave), max(2, height >> octave)
        noise = Image.frombytes("L", size, random.randbytes(size[0] * size[1]))
        strength = 0.16 + 0.3 * octave / coarsest
        result = Image.blend(result, noise.resize((width, height), Image.Resampling.BICUBIC), strength)
    return ImageOps.autocontrast(result)


def _hills(picture, random, layer):
    """Put a ridge with woods on it before what is there; what is nearer is darker."""
    width, height = picture.size
    mask, top = Image.new("L", picture.size), height * (0.35 + 0.09 * layer)
    line = [(width * at / 64, top + _ridge(random, height)) for at in range(65)]
    ImageDraw.Draw(mask).polygon([(0, height), *line, (width, height)], fill=255)
    haze = 60 - 18 * layer
    dark, light = (haze // 2, haze, haze + 10), (150 + haze, 190 + haze // 2, 110 + haze)
    woods = ImageOps.colorize(_texture(random, width, height, 5, 1), dark, light)
    return Image.composite(woods, picture, mask.filter(ImageFilter.GaussianBlur(2)))


def _ridge(random, height):
    return random.uniform(-0.03, 0.03) * height


def _water(picture, random):
    """Mirror the upper part in a lower one that waves break up."""
    width, height = picture.size
    shore = round(height * 0.78)
    mirrored = ImageOps.flip(picture.crop((0, 2 * shore - height, width, shore)))
    waves = _texture(random, width // 8, height - shore, 5).resize(mirrored.size).convert("RGB")
    picture.paste(Image.blend(mirrored.filter(ImageFilter.BoxBlur(3)), waves, 0.25), (0, shore))
    return picture
