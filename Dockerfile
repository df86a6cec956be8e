# docker build -t gemma-diffusion .                                   on the CPU, with the bundled model
# docker build -t gemma-diffusion --build-arg TORCH=cu126 .           for NVIDIA cards
FROM python:3.13-slim

ARG TORCH=cpu
WORKDIR /app
COPY requirements.txt .
RUN pip install --no-cache-dir --extra-index-url "https://download.pytorch.org/whl/${TORCH}" -r requirements.txt peft==0.21.2
COPY .streamlit .streamlit
COPY gdiff_core gdiff_core
COPY pages pages
COPY streamlit_app.py .

RUN useradd --create-home --uid 1000 app && install -d -o app /data
USER 1000
ENV GDIFF_DATA=/data HF_HOME=/data/hub
VOLUME /data
EXPOSE 8501
HEALTHCHECK --start-period=10m \
    CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8501/healthz')"]
CMD ["streamlit", "run", "streamlit_app.py", "--server.address", "0.0.0.0"]
