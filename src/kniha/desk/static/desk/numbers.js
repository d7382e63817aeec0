// A drawing as a picture of points: for those who cannot put an SVG into their text. Nothing leaves the machine.
const link = document.querySelector("a[data-drawing]");

if (link) {
  const other = document.createElement("a");
  other.href = link.href;
  other.textContent = "PNG";
  link.after(" ", other);
  other.addEventListener("click", async (event) => {
    event.preventDefault();
    const picture = new Image();
    picture.src = link.href;
    await picture.decode();
    const sheet = document.createElement("canvas");
    sheet.width = picture.naturalWidth * 2;
    sheet.height = picture.naturalHeight * 2;
    sheet.getContext("2d").drawImage(picture, 0, 0, sheet.width, sheet.height);
    sheet.toBlob((points) => {
      const file = document.createElement("a");
      file.href = URL.createObjectURL(points);
      file.download = "numbers.png";
      file.click();
      setTimeout(() => URL.revokeObjectURL(file.href), 10_000);
    }, "image/png");
  });
}
