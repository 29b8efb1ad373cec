package planted.hub;

import org.springframework.util.unit.DataSize;

record KnowsSpring(DataSize forbidden) {
}
