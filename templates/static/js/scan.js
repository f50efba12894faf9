// Reads a barcode by the camera into the search box: by the browser where it can, else by a library that
// is fetched only then, as this file is.

import { focusOn } from "./focus.js";
import { copyOf, text } from "./offline/texts.js";

const FORMATS = ["ean_13", "ean_8", "upc_a"];
// Beside this file under its plain name, also where the names of others have hashes.
const LIBRARY = new URL("../npm/zxing/index.min.js", import.meta.url);
const PAUSE_MS = 150;
const LARGEST_PX = 1000;

/** Answers a function from a video to the digits on it, or null. */
async function reader() {
  const known = (await globalThis.BarcodeDetector?.getSupportedFormats().catch(() => [])) ?? [];
  const formats = FORMATS.filter((each) => known.includes(each));
  if (formats.includes("ean_13")) {
    const detector = new BarcodeDetector({ formats });
    return async (video) => (await detector.detect(video))[0]?.rawValue ?? null;
  }
  return readerOf(await library());
}

async function library() {
  if (!globalThis.ZXing) {
    await new Promise((resolve, reject) => {
      const script = Object.assign(document.createElement("script"), { src: LIBRARY.href });
      script.addEventListener("load", resolve);
      script.addEventListener("error", () => reject(new Error("no library")));
      document.head.append(script);
    });
  }
  return globalThis.ZXing;
}

function readerOf({ BarcodeFormat, BinaryBitmap, DecodeHintType, HybridBinarizer, MultiFormatReader, RGBLuminanceSource }) {
  const hints = new Map([
    [DecodeHintType.POSSIBLE_FORMATS, [BarcodeFormat.EAN_13, BarcodeFormat.EAN_8, BarcodeFormat.UPC_A]],
    [DecodeHintType.TRY_HARDER, true],
  ]);
  const canvas = document.createElement("canvas");
  const drawn = canvas.getContext("2d", { willReadFrequently: true });
  return (video) => {
    const scale = Math.min(1, LARGEST_PX / video.videoWidth);
    canvas.width = Math.round(video.videoWidth * scale);
    canvas.height = Math.round(video.videoHeight * scale);
    drawn.drawImage(video, 0, 0, canvas.width, canvas.height);
    const { data } = drawn.getImageData(0, 0, canvas.width, canvas.height);
    const grey = new Uint8ClampedArray(canvas.width * canvas.height);
    for (let n = 0; n < grey.length; n += 1) grey[n] = (data[4 * n] + 2 * data[4 * n + 1] + data[4 * n + 2]) / 4;
    try {
      const bitmap = new BinaryBitmap(new HybridBinarizer(new RGBLuminanceSource(grey, canvas.width, canvas.height)));
      return new MultiFormatReader().decode(bitmap, hints).getText();
    } catch {
      // None on this picture, or one whose check digit is wrong.
      return null;
    }
  };
}

function wait(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Shows what the camera sees until a barcode was read or the person closes it. */
export async function scan(box) {
  const dialog = document.getElementById("scan") ?? document.body.appendChild(copyOf("scan-dialog"));
  if (dialog.open) return;
  const video = dialog.querySelector("video");
  const wrong = dialog.querySelector("[role=alert]");
  wrong.hidden = true;
  video.hidden = true;
  dialog.showModal();
  let stream = null;
  const stop = () => {
    for (const track of stream?.getTracks() ?? []) track.stop();
    video.srcObject = null;
  };
  dialog.addEventListener("close", stop, { once: true });
  dialog.querySelector("button").onclick = () => dialog.close();
  try {
    stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment", width: { ideal: 1280 } } });
    if (!dialog.open) return stop();
    video.srcObject = stream;
    video.hidden = false;
    await video.play();
    const read = await reader();
    while (dialog.open) {
      const digits = video.videoWidth ? await read(video) : null;
      if (digits) return found(box, dialog, digits);
      await wait(PAUSE_MS);
    }
  } catch (error) {
    // Closed in between: what was asked for is not wanted any more.
    if (!dialog.open) return;
    const known = { NotAllowedError: "camera-refused", NotFoundError: "camera-none" };
    wrong.textContent = text(known[error.name] ?? "camera-failed");
    wrong.hidden = false;
    video.hidden = true;
    stop();
  }
}

function found(box, dialog, digits) {
  dialog.close();
  navigator.vibrate?.(50);
  box.value = digits;
  focusOn(box, document.getElementById("main"));
  box.dispatchEvent(new Event("input", { bubbles: true }));
}
