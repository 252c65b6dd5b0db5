# result: [{"hz": 12.0, "amplitude": 1.5}, {"hz": 40.0, "amplitude": 0.5}]
import numpy as np


def main():
    rate, seconds = 200, 2
    t = np.arange(rate * seconds) / rate
    signal = 1.5 * np.sin(2 * np.pi * 12 * t) + 0.5 * np.cos(2 * np.pi * 40 * t)
    spectrum = np.abs(np.fft.rfft(signal)) * 2 / len(t)
    freqs = np.fft.rfftfreq(len(t), d=1 / rate)
    peaks = np.argsort(spectrum)[-2:][::-1]
    return [{"hz": freqs[i], "amplitude": round(float(spectrum[i]), 3)} for i in peaks]
