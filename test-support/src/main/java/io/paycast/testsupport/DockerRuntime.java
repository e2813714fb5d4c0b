package io.paycast.testsupport;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.DockerClientException;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import java.util.concurrent.TimeUnit;
import org.testcontainers.DockerClientFactory;

/**
 * Checks whether the Docker engine of this machine runs, and whether it has an image or can pull
 * it.
 */
final class DockerRuntime implements ContainerRuntime {

    private static final int PULL_MINUTES = 5;

    @Override
    public Availability availability(String image) {
        if (!DockerClientFactory.instance().isDockerAvailable()) {
            return new Availability.Missing("no Docker engine");
        }
        var docker = DockerClientFactory.lazyClient();
        return hasImage(docker, image) ? new Availability.Available() : pull(docker, image);
    }

    private static boolean hasImage(DockerClient docker, String image) {
        try {
            docker.inspectImageCmd(image).exec();
            return true;
        } catch (NotFoundException e) {
            return false;
        }
    }

    /**
     * Pulls once: Testcontainers' own pull retries for two minutes if no registry can be reached.
     */
    private static Availability pull(DockerClient docker, String image) {
        try {
            if (docker.pullImageCmd(image)
                    .start()
                    .awaitCompletion(PULL_MINUTES, TimeUnit.MINUTES)) {
                return new Availability.Available();
            }
            return new Availability.Missing(
                    "image " + image + " not pulled in " + PULL_MINUTES + " minutes");
        } catch (DockerException | DockerClientException e) {
            return new Availability.Missing("image " + image + " cannot be pulled");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while pulling " + image, e);
        }
    }
}
